"""Links by domain (LK-010, LK-060): denied ones, or all but the allowed ones."""

import re
from collections.abc import Iterable, Iterator

from app.domain.detectors.reading import Reading
from app.domain.rules import Rules
from app.domain.signal import Signal

_LINK = re.compile(r"https?://([^\s<>()\[\]/?#\\]+)", re.IGNORECASE)


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when any link leads where it must not."""
    rule = rules.links
    if not rule.enabled:
        return
    domains = set(domains_in(reading.message.readable))
    unwanted = {name for name in domains if is_under(name, rule.deny)}
    if rule.allow_only:
        unwanted |= {name for name in domains if not is_under(name, rule.allow)}
    if unwanted:
        yield Signal(source="links", label="links", score=1.0)


def domains_in(texts: Iterable[str]) -> Iterator[str]:
    """The host of every link, lower case, without user, port and trailing dot."""
    for text in texts:
        for authority in _LINK.findall(text):
            host = authority.rpartition("@")[2].partition(":")[0].rstrip(".").casefold()
            if host:
                yield host


def is_under(host: str, domains: Iterable[str]) -> bool:
    """Whether the host is one of the domains or below one."""
    return any(host == name or host.endswith(f".{name}") for name in map(str.casefold, domains))


def contains_links(text: str) -> bool:
    """Whether Discord would make a link of any part of the text (LK-060)."""
    return next(domains_in((text,)), None) is not None
