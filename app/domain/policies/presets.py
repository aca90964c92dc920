"""Presets: policies to start from, for four kinds of server and three degrees of strictness.

None of them does anything harder than a timeout without a person, and none bans by count: that is
for a guild to decide (LK-014, ruling C2). A preset is a whole policy, to go on from.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from app.domain.action import Action
from app.domain.policies import prompts
from app.domain.policies.behaviour import BehaviourWeights
from app.domain.policies.policy import Policy, Retention, Thresholds
from app.domain.policies.rules import (
    BurstRule,
    CapsRule,
    DuplicateRule,
    EmojiRule,
    FileRule,
    InviteRule,
    LineRule,
    MentionRule,
    PatternRule,
    PhishingRule,
    Rules,
    VelocityRule,
    WordRule,
    ZalgoRule,
)


class Theme(StrEnum):
    """What a server is about (LK-063)."""

    GENERAL = "general"
    CRYPTO_TRADING = "crypto_trading"
    TECH = "tech"
    EDUCATION = "education"


class Strictness(StrEnum):
    """How soon something is done, and how much."""

    LENIENT = "lenient"
    BALANCED = "balanced"
    STRICT = "strict"


def preset(theme: Theme, strictness: Strictness) -> Policy:
    """The policy of that name: first the theme, then the strictness on top of it."""
    policy = _STRICTNESS[strictness](_THEMES[theme]())
    return _for_code(policy) if theme is Theme.TECH else policy


def preset_named(name: str) -> Policy | None:
    """`tech-lenient`; None when there is no such preset. The theme alone means balanced."""
    return PRESETS.get(name) or PRESETS.get(f"{name}-{Strictness.BALANCED}")


def _general() -> Policy:
    """A server with all sorts of people.

    What only a stolen account does is met: known phishing, and one text in three channels within a
    minute. Programs are not for posting where nobody talks about programs. The rest is left to the
    model, whose defaults are made for such servers.
    """
    return Policy(
        moderation_prompt=prompts.GENERAL,
        rules=Rules(
            phishing=PhishingRule(enabled=True),
            burst=BurstRule(channels=3),
            files=FileRule(enabled=True),
            zalgo=ZalgoRule(enabled=True),
        ),
    )


def _crypto_trading() -> Policy:
    """A server that lives under constant attack by scammers, who come, post once and leave.

    So newness weighs more (0.3 of behaviour instead of 0.15) and a heated discussion less (0.25
    instead of 0.35: markets make people swear); the sum stays 1. Invites lead to copies of the
    server and are removed. Two channels are a burst: nobody asks one question in two of them for
    good reasons here. The words and patterns are those of the four usual frauds: certain profit,
    doubling, seed phrases, and support that writes first. People look at them and nothing is done
    by itself: whoever warns of a fraud uses the same words ("never share your seed phrase").
    """
    weights = BehaviourWeights(
        velocity=0.1, escalation=0.25, history=0.35, age=0.12, membership=0.18
    )
    frauds = (
        "guaranteed profit*",
        "guaranteed return*",
        "risk free profit*",
        "double your money",
        "double your bitcoin",
        "double your crypto",
    )
    patterns = (
        PatternRule(
            name="seed phrases",
            pattern=(
                r"(?i)(^|[.!?:]\s*)(please |just |now |first )*"
                r"(send|enter|share|verify|validate|give|type)\b.{0,40}"
                r"\b(seed|recovery|secret) ?(phrase|words)\b"
            ),
            action=Action.FLAG,
            delete=False,
        ),
        PatternRule(
            name="support that writes first",
            pattern=r"(?i)\b(dm|message|contact|write)\b.{0,20}"
            r"\b(support|admin|help ?desk)\b.{0,40}"
            r"\b(wallet|withdraw\w*|fix|sync|claim)\b",
            action=Action.FLAG,
            delete=False,
        ),
    )
    return Policy(
        moderation_prompt=prompts.CRYPTO_TRADING,
        behaviour=replace(Policy().behaviour, weights=weights),
        rules=Rules(
            words=(WordRule(name="frauds", words=frauds, action=Action.FLAG, delete=False),),
            patterns=patterns,
            phishing=PhishingRule(enabled=True, action=Action.TIMEOUT),
            invites=InviteRule(enabled=True),
            burst=BurstRule(channels=2),
            files=FileRule(enabled=True),
            velocity=VelocityRule(enabled=True),
            zalgo=ZalgoRule(enabled=True),
        ),
    )


def _tech() -> Policy:
    """A server where code, logs and error messages are posted.

    Pasted output looks like spam to a rule: the same lines again, capitals (SQL, constants), long
    lists. So near-duplicates do not count, only the very same text does. Files that developers
    exchange (archives of Java and Android, packages, disk images, settings) are allowed; programs
    that run by a double click are not. `kill`, `abort` and `die` are everyday words: a warning
    needs a little more, the harder rungs stay where they are.
    """
    developers = frozenset(
        {"jar", "apk", "ipa", "deb", "rpm", "pkg", "dmg", "iso", "img", "vhd", "dll", "sys"}
        | {"js", "ps1", "psm1", "reg", "run", "url", "app"}
    )
    deny = tuple(ending for ending in FileRule().deny if ending not in developers)
    types = tuple(kind for kind in FileRule().deny_types if "java" not in kind)
    no_android = tuple(kind for kind in types if "android" not in kind)
    return Policy(
        moderation_prompt=prompts.TECH,
        thresholds=Thresholds(warn=0.4),
        rules=Rules(
            phishing=PhishingRule(enabled=True),
            burst=BurstRule(channels=3, min_length=40),
            files=FileRule(enabled=True, deny=deny, deny_types=no_android),
            duplicates=DuplicateRule(similar=False, min_length=20),
        ),
    )


def _education() -> Policy:
    """A server of learners, some of them children.

    Obscene words count. What hurts is removed from the first warning on, since the younger ones
    read along. Timeouts are short, 10 minutes, 1 hour, 1 day: whoever is shut out for a week misses
    a week of the course. Invites are removed, programs too. The words of those acted on are kept
    for 3 days instead of 7: they are often minors' words.
    """
    standard = Policy()
    return Policy(
        moderation_prompt=prompts.EDUCATION,
        labels=(*standard.labels, "obscene"),
        thresholds=Thresholds(warn=0.32),
        timeouts=(timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)),
        warnings=replace(standard.warnings, second=timedelta(minutes=10), third=timedelta(hours=1)),
        interim_timeout=timedelta(minutes=30),
        delete_from=Action.WARN,
        retention=Retention(text=timedelta(days=3)),
        rules=Rules(
            phishing=PhishingRule(enabled=True),
            invites=InviteRule(enabled=True),
            burst=BurstRule(channels=3),
            files=FileRule(enabled=True),
            mentions=MentionRule(limit=6),
            zalgo=ZalgoRule(enabled=True),
        ),
    )


def _lenient(policy: Policy) -> Policy:
    """Rather miss something than meet somebody innocent.

    Every rung begins 0.08 higher, which is about the distance at which the formula's confidence is
    high (0.7 + 3 · 0.08 = 0.94): what is acted on is well above the standard threshold. Three
    offences make a repeat offender. Rules need more, and a link to a phishing page still goes.
    """
    rules = policy.rules
    return replace(
        policy,
        thresholds=_moved(policy.thresholds, 0.08),
        repeat_offender_after=3,
        min_confidence=0.9,
        rules=replace(
            rules,
            mentions=replace(rules.mentions, limit=rules.mentions.limit + 5),
            duplicates=replace(rules.duplicates, limit=rules.duplicates.limit + 2),
        ),
    )


def _balanced(policy: Policy) -> Policy:
    """The theme as it is."""
    return policy


def _strict(policy: Policy) -> Policy:
    """Rather ask people once too often than let something stand.

    Every rung begins 0.05 lower, which is half a step of the scale that moderators see; all of a
    hurtful message goes from the first warning on, obscene words count, and one offence makes a
    repeat offender. What is above a timeout still waits for a person, but a day instead of an hour.
    Noise is met, too: shouting, walls of emoji and of lines, floods.
    """
    rules = policy.rules
    return replace(
        policy,
        labels=tuple(dict.fromkeys((*policy.labels, "obscene"))),
        thresholds=_moved(policy.thresholds, -0.05),
        repeat_offender_after=1,
        interim_timeout=timedelta(days=1),
        delete_from=Action.WARN,
        rules=replace(
            rules,
            invites=replace(rules.invites, enabled=True),
            mentions=replace(rules.mentions, limit=min(5, rules.mentions.limit)),
            duplicates=replace(rules.duplicates, limit=3),
            velocity=VelocityRule(enabled=True),
            caps=CapsRule(enabled=True),
            emoji=EmojiRule(enabled=True),
            lines=LineRule(enabled=True, limit=60),
        ),
    )


def _for_code(policy: Policy) -> Policy:
    """Capitals and many lines are how code looks, however strict a server is."""
    rules = replace(policy.rules, caps=CapsRule(), lines=LineRule())
    return replace(policy, rules=rules)


def _moved(thresholds: Thresholds, by: float) -> Thresholds:
    """Every rung moved, none above 0.98: the highest must stay within reach."""
    return Thresholds(
        warn=round(thresholds.warn + by, 2),
        timeout=round(thresholds.timeout + by, 2),
        kick=round(thresholds.kick + by, 2),
        ban=round(min(thresholds.ban + by, 0.98), 2),
    )


_THEMES: Mapping[Theme, Callable[[], Policy]] = {
    Theme.GENERAL: _general,
    Theme.CRYPTO_TRADING: _crypto_trading,
    Theme.TECH: _tech,
    Theme.EDUCATION: _education,
}
_STRICTNESS: Mapping[Strictness, Callable[[Policy], Policy]] = {
    Strictness.LENIENT: _lenient,
    Strictness.BALANCED: _balanced,
    Strictness.STRICT: _strict,
}

PRESETS: Mapping[str, Policy] = {
    f"{theme}-{strictness}": preset(theme, strictness)
    for theme in Theme
    for strictness in Strictness
}
"""All of them, by name."""
