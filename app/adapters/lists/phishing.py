"""The operator's own list of phishing domains: from a file, or from an address on the web.

One domain a line. Lists made for other tools are read too: `0.0.0.0 domain`, `||domain^`, and
comments after `#` or `!`. Whatever goes wrong, messages are judged with the list as it last was.
"""

import logging
import re
import time
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from pathlib import Path

import urllib3

from app.domain.detectors.hosts import canonical

log = logging.getLogger(__name__)

MAX_BYTES = 8 << 20
"""Of a list: the largest public ones have 2 to 4 MiB."""
MAX_DOMAINS = 250_000
"""That are kept, about 30 MiB of memory."""
FRESH_FOR = timedelta(minutes=30).total_seconds()
"""Public lists change a few times a day."""
RETRY_AFTER = timedelta(minutes=5).total_seconds()
SECONDS = 3.0
"""For the whole download: messages wait meanwhile, so a slow server counts as silent."""
_CHUNK = 1 << 16
_LINE = re.compile(r"(?:\|\||(?:0\.0\.0\.0|127\.0\.0\.1)\s+)?(?:\*\.)?([^\s^#!/|]+)\^?")


class PhishingList:
    """Implements `DomainList`; reads the list when first asked, and again when it has grown old."""

    def __init__(self, source: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`source` is a path, or an address that begins with `https://`."""
        self._source = source
        self._monotonic = monotonic
        self._known: frozenset[str] = frozenset()
        self._due = 0.0

    def domains(self) -> Collection[str]:
        """See `DomainList.domains`."""
        now = self._monotonic()
        if now < self._due:
            return self._known
        try:
            text = _fetched(self._source) if "://" in self._source else _read(Path(self._source))
        except (OSError, ValueError, urllib3.exceptions.HTTPError) as error:
            log.warning("degraded", extra={"part": "phishing list", "fault": type(error).__name__})
            self._due = now + RETRY_AFTER
            return self._known
        self._known = frozenset(domain for domain, _ in zip(_domains(text), range(MAX_DOMAINS)))  # noqa: B905 — the shorter of the two
        self._due = now + FRESH_FOR
        log.info("phishing list", extra={"count": len(self._known)})

        return self._known


def _read(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise ValueError("too large")

    return path.read_text(encoding="utf-8", errors="replace")


def _fetched(address: str) -> str:
    """The list at an address; https alone, no redirects, bounded in bytes and in time."""
    if not address.startswith("https://"):
        raise ValueError("not https")
    until = time.monotonic() + SECONDS
    timeout = urllib3.Timeout(total=SECONDS)
    with urllib3.PoolManager(retries=False, timeout=timeout) as pool:
        answer = pool.request("GET", address, preload_content=False, redirect=False)
        try:
            if answer.status != 200:  # noqa: PLR2004 — OK
                raise ValueError(f"HTTP {answer.status}")
            return _bounded(answer, until).decode("utf-8", "replace")
        finally:
            answer.release_conn()


def _bounded(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    body = bytearray()
    for chunk in answer.stream(_CHUNK):
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError("too large")
        if time.monotonic() > until:
            raise TimeoutError("too slow")

    return bytes(body)


def _domains(text: str) -> Iterator[str]:
    for line in text.splitlines():
        found = _LINE.match(line.strip())
        if found and "." in (domain := canonical(found[1])):
            yield domain
