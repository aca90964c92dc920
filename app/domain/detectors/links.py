"""Links by domain (LK-010, LK-060): denied ones, or all but the allowed ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.detectors.hosts import canonical, hosts_in, is_under
from app.domain.detectors.made import MadeOf
from app.domain.detectors.reading import Reading, plain
from app.domain.policies.rules import LinkRule, Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when any link leads where it must not."""
    rule = rules.links
    if not rule.enabled or not reading.hosts:
        return
    lists = _lists(rule)
    if any(lists.refuse(host) for host in reading.hosts):
        yield Signal(source="links", label="links", score=1.0)


@dataclass(frozen=True, slots=True)
class _Lists:
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    allow_only: bool

    def refuse(self, host: str) -> bool:
        return is_under(host, self.deny) or (self.allow_only and not is_under(host, self.allow))


def _made(rule: LinkRule) -> _Lists:
    return _Lists(
        allow=tuple(map(canonical, rule.allow)),
        deny=tuple(map(canonical, rule.deny)),
        allow_only=rule.allow_only,
    )


_lists = MadeOf(_made)


def domains_in(texts: Iterable[str]) -> Iterator[str]:
    """The host of every link, in one spelling."""
    for text in texts:
        yield from hosts_in(plain(text))


def contains_links(text: str) -> bool:
    """Whether Discord would make a link of any part of the text (LK-060)."""
    return next(domains_in((text,)), None) is not None
