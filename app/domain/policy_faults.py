"""What is wrong with a policy: every fault at once, each with its place."""

from collections.abc import Iterator
from datetime import timedelta

import re2

from app.domain.action import Action
from app.domain.policy import Policy, Thresholds, Weights
from app.domain.rules import PatternRule

MAX_PATTERN = 260
MAX_PATTERNS = 50
MAX_WORDS = 1000
MAX_TIMEOUT = timedelta(days=28)
MAX_TEXT_RETENTION = timedelta(days=30)
_CEILINGS = (Action.FLAG, Action.WARN, Action.TIMEOUT, Action.KICK, Action.BAN)


def faults_of(policy: Policy) -> tuple[str, ...]:
    """All that must be mended before the policy may be used; empty when it is sound."""
    return (
        *_thresholds(policy.thresholds, "thresholds"),
        *(
            fault
            for channel, override in policy.overrides.items()
            if override.thresholds
            for fault in _thresholds(override.thresholds, f"overrides.{channel}.thresholds")
        ),
        *_weights(policy.weights),
        *_durations(policy),
        *_reach(policy),
        *_rules(policy),
    )


def _thresholds(thresholds: Thresholds, place: str) -> Iterator[str]:
    rungs = (thresholds.warn, thresholds.timeout, thresholds.kick, thresholds.ban)
    if not all(0 < rung <= 1 for rung in rungs):
        yield f"{place}: each must be above 0 and at most 1"
    if not thresholds.warn < thresholds.timeout < thresholds.kick < thresholds.ban:
        yield f"{place}: must rise: warn < timeout < kick < ban"


def _weights(weights: Weights) -> Iterator[str]:
    if min(weights.toxicity, weights.behaviour, weights.context) < 0:
        yield "weights: none may be negative"


def _durations(policy: Policy) -> Iterator[str]:
    if not policy.timeouts:
        yield "timeouts: at least one duration is needed"
    named = [(f"timeouts[{index}]", length) for index, length in enumerate(policy.timeouts)]
    named += [
        ("warnings.second", policy.warnings.second),
        ("warnings.third", policy.warnings.third),
    ]
    if policy.interim_timeout is not None:
        named.append(("interim_timeout", policy.interim_timeout))
    for place, length in named:
        if not timedelta(0) < length <= MAX_TIMEOUT:
            yield f"{place}: must be longer than nothing and at most 28 days"
    if not timedelta(0) < policy.retention.text <= MAX_TEXT_RETENTION:
        yield "retention.text: must be longer than nothing and at most 30 days"


def _reach(policy: Policy) -> Iterator[str]:
    if policy.max_automatic_action not in _CEILINGS:
        yield "max_automatic_action: must be flag, warn, timeout, kick or ban"
    if policy.repeat_offender_after < 1:
        yield "repeat_offender_after: must be at least 1"
    if not policy.labels:
        yield "labels: at least one label is needed"


def _rules(policy: Policy) -> Iterator[str]:
    if len(policy.rules.patterns) > MAX_PATTERNS:
        yield f"rules.patterns: at most {MAX_PATTERNS}"
    if sum(len(rule.words) for rule in policy.rules.words) > MAX_WORDS:
        yield f"rules.words: at most {MAX_WORDS} words in all"
    for index, rule in enumerate(policy.rules.patterns):
        yield from (f"rules.patterns[{index}].pattern: {fault}" for fault in _pattern(rule))
    for index, words in enumerate(policy.rules.words):
        for word in words.words:
            if not word.strip("* ") or "*" in word.strip("*"):
                yield f"rules.words[{index}].words: {word!r} is no word (`*` may stand at an end)"


def _pattern(rule: PatternRule) -> Iterator[str]:
    if len(rule.pattern) > MAX_PATTERN:
        yield f"longer than {MAX_PATTERN} characters"
        return
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        compiled = re2.compile(rule.pattern, options)
    except re2.error as error:
        text = error.args[0]
        reason = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        yield f"not a pattern that RE2 knows ({reason})"
        return
    if compiled.match("") is not None:
        yield "matches nothing at all, so it would match every message"
