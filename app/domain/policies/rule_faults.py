"""What is wrong with the rules of a policy."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

import re2

from app.domain.action import Action
from app.domain.detectors.hosts import canonical
from app.domain.detectors.reading import words_of
from app.domain.detectors.service import KINDS
from app.domain.policies.rules import PatternRule, Rules, TheftRule

MAX_PATTERN = 260
MAX_PATTERNS = 50
MAX_WORDS = 1000
MAX_DOMAINS = 1000
"""In one of a policy's lists: more belong into the operator's list, which every guild shares."""
REMEMBERED = timedelta(minutes=5)
"""How long a member's messages are remembered: a longer window would see no more."""
MOST_REMEMBERED = 50
"""How many of a member's messages are remembered: a higher limit would never be reached."""
LONGEST_QUARANTINE = timedelta(days=28)
"""Discord's longest timeout; who needs longer is not a victim any more but for a moderator."""


def faults_of_rules(rules: Rules) -> Iterator[str]:
    """Every fault with its place below `rules`."""
    yield from _texts(rules)
    yield from _domains(rules)
    yield from _limits(rules)
    yield from _stolen(rules.burst, "burst")
    yield from _stolen(rules.honeypot, "honeypot")
    yield from _beside(rules)


def _texts(rules: Rules) -> Iterator[str]:
    yield from _named_once(rules)
    if len(rules.patterns) > MAX_PATTERNS:
        yield f"rules.patterns: at most {MAX_PATTERNS}"
    if sum(len(rule.words) + len(rule.allow) for rule in rules.words) > MAX_WORDS:
        yield f"rules.words: at most {MAX_WORDS} words in all"
    for index, rule in enumerate(rules.patterns):
        yield from (f"rules.patterns[{index}].pattern: {fault}" for fault in _pattern(rule))
    for index, words in enumerate(rules.words):
        for word in words.words:
            if not words_of(word) or "*" in word.strip("*"):
                yield f"rules.words[{index}].words: {word!r} is no word (`*` may stand at an end)"


def _named_once(rules: Rules) -> Iterator[str]:
    """A signal tells its rule by the name alone."""
    for place, names in (
        ("words", Counter(rule.name for rule in rules.words)),
        ("patterns", Counter(rule.name for rule in rules.patterns)),
    ):
        for name, count in names.items():
            if count > 1:
                yield f"rules.{place}: {count} rules are named {name!r}"


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


def _domains(rules: Rules) -> Iterator[str]:
    lists: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("links.allow", rules.links.allow),
        ("links.deny", rules.links.deny),
        ("phishing.allow", rules.phishing.allow),
    )
    for place, domains in lists:
        if len(domains) > MAX_DOMAINS:
            yield f"rules.{place}: at most {MAX_DOMAINS}"
        for domain in domains:
            if not canonical(domain) or set(domain) & set("/:@?# "):
                yield f"rules.{place}: {domain!r} is no domain"
    for place, endings in (("files.deny", rules.files.deny), ("files.allow", rules.files.allow)):
        if not all(ending.strip(". ") for ending in endings):
            yield f"rules.{place}: an ending is empty"


def _limits(rules: Rules) -> Iterator[str]:
    yield from _at_least(
        1,
        {
            "mentions.limit": rules.mentions.limit,
            "lines.limit": rules.lines.limit,
            "length.limit": rules.length.limit,
            "caps.min_letters": rules.caps.min_letters,
            "zalgo.marks": rules.zalgo.marks,
            "zalgo.letters": rules.zalgo.letters,
        },
    )
    yield from _at_least(
        0, {"emoji.limit": rules.emoji.limit, "attachments.limit": rules.attachments.limit}
    )
    remembered = {
        "duplicates.limit": rules.duplicates.limit,
        "velocity.limit": rules.velocity.limit,
        "burst.channels": rules.burst.channels,
    }
    yield from _at_least(2, remembered)
    for place, limit in remembered.items():
        if limit > MOST_REMEMBERED:
            yield f"rules.{place}: at most {MOST_REMEMBERED}, so many messages are remembered"
    if not 0 < rules.caps.share <= 1:
        yield "rules.caps.share: must be above 0 and at most 1"
    for place, window in (
        ("duplicates", rules.duplicates.window),
        ("velocity", rules.velocity.window),
        ("burst", rules.burst.window),
    ):
        if not timedelta(0) < window <= REMEMBERED:
            yield f"rules.{place}.window: must be longer than nothing and at most 5 minutes"


def _at_least(least: int, limits: dict[str, int]) -> Iterator[str]:
    for place, limit in limits.items():
        if limit < least:
            yield f"rules.{place}: must be at least {least}"


def _stolen(rule: TheftRule, place: str) -> Iterator[str]:
    if not timedelta(0) < rule.quarantine <= LONGEST_QUARANTINE:
        yield f"rules.{place}.quarantine: must be longer than nothing and at most 28 days"
    if rule.softban and rule.action is not Action.KICK:
        yield f"rules.{place}.softban: needs the action kick"


def _beside(rules: Rules) -> Iterator[str]:
    if rules.automod.action not in (Action.NONE, Action.FLAG):
        yield "rules.automod.action: must be none or flag, since AutoMod has acted already"
    if not 0 <= rules.automod.heat <= 1:
        yield "rules.automod.heat: must be from 0 to 1"
    if rules.service.action is not Action.DELETE:
        yield "rules.service.action: must be delete, since nobody is held to Discord's words"
    yield from _known("service.kinds", rules.service.kinds)


def _known(place: str, kinds: Iterable[str]) -> Iterator[str]:
    for kind in kinds:
        if kind not in KINDS:
            yield f"rules.{place}: {kind!r} is none of {', '.join(KINDS)}"
