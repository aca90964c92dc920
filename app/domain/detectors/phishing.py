"""Links that steal accounts: to domains on the operator's list, and to lookalikes of known ones."""

from collections.abc import Iterator

from app.domain.detectors.hosts import above, canonical, is_under
from app.domain.detectors.lookalikes import is_lookalike
from app.domain.detectors.made import MadeOf
from app.domain.detectors.reading import Reading
from app.domain.policies.rules import PhishingRule, Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when any link leads to a trap."""
    rule = rules.phishing
    if not rule.enabled or not reading.hosts:
        return
    fine = _allowed(rule)
    for host in reading.hosts:
        if is_under(host, fine):
            continue
        listed = any(domain in reading.phishing for domain in above(host))
        if listed or (rule.lookalikes and is_lookalike(host)):
            yield Signal(source="phishing", label="phishing", score=1.0)
            return


_allowed = MadeOf[PhishingRule, tuple[str, ...]](lambda rule: tuple(map(canonical, rule.allow)))
