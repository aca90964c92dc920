"""Hosts of links, in one spelling, however they were written."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

_LINK = re.compile(r"https?://([^\s<>()\[\]{}/?#\\|*~`\"',;]+)", re.IGNORECASE)
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")
"""Full stops of other scripts, which browsers read as dots (UTS #46)."""
LONGEST_HOST = 253
"""Characters of a name in the DNS (RFC 1035)."""


def hosts_in(text: str) -> Iterator[str]:
    """The host of every link in a text that has nothing invisible in it."""
    if "://" not in text:
        return
    for authority in _LINK.findall(text):
        host = authority.rpartition("@")[2].partition(":")[0]
        if found := canonical(host):
            yield found


def canonical(host: str) -> str:
    """Lower case, without a trailing dot, other scripts in punycode; empty for what is no host."""
    if "%" in host:
        host = unquote(host)
    host = host.translate(_DOTS).casefold().strip("._- ")
    if len(host) > LONGEST_HOST:
        return ""

    return host if host.isascii() else ".".join(map(_ascii, host.split(".")))


def readable(host: str) -> str:
    """The host as a browser may show it: punycode undone."""
    if "xn--" not in host:
        return host

    return ".".join(map(_unicode, host.split(".")))


def is_under(host: str, domains: Iterable[str]) -> bool:
    """Whether the host is one of the domains or below one; domains are canonical."""
    return any(host == name or host.endswith(f".{name}") for name in domains)


def above(host: str) -> Iterator[str]:
    """The host and every domain that it is below, without the last label alone."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def _ascii(label: str) -> str:
    if label.isascii():
        return label

    return "xn--" + label.encode("utf-8", "replace").decode().encode("punycode").decode()


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        return label
