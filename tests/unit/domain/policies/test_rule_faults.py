from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.action import Action
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Policy
from app.domain.policies.rule_faults import faults_of_rules
from app.domain.policies.rules import (
    AutoModRule,
    BurstRule,
    CapsRule,
    DuplicateRule,
    FileRule,
    HoneypotRule,
    LinkRule,
    PatternRule,
    Rules,
    ServiceRule,
    VelocityRule,
    WordRule,
    ZalgoRule,
)


def test_the_default_rules_are_sound_and_touch_nobody_but_floods_and_stolen_accounts() -> None:
    """LK-014: what could meet an innocent member is off until a policy turns it on."""
    assert list(faults_of_rules(Rules())) == []
    on = {
        name
        for name in Rules.__dataclass_fields__
        if getattr(getattr(Rules(), name), "enabled", False)
    }
    assert on == {"mentions", "duplicates", "burst", "names", "titles", "automod"}
    assert {Rules().names.action, Rules().titles.action, Rules().automod.action} <= {
        Action.FLAG,
        Action.NONE,
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"words": (WordRule(name="w", words=("a*b",)),)}, "rules.words[0].words: 'a*b' is no"),
        ({"words": (WordRule(name="w", words=("***",)),)}, "rules.words[0].words: '***' is no"),
        ({"words": (WordRule(name="w", words=("!?",)),)}, "rules.words[0].words: '!?' is no"),
        ({"words": (WordRule(name="w", words=("x",) * 1001),)}, "rules.words: at most 1000"),
        (
            {"words": (WordRule(name="w", words=("x",)), WordRule(name="w", words=("y",)))},
            "rules.words: 2 rules are named 'w'",
        ),
        ({"patterns": (PatternRule(name="p", pattern="("),)}, "rules.patterns[0].pattern: not a"),
        ({"patterns": (PatternRule(name="p", pattern="x*"),)}, "matches nothing at all"),
        ({"patterns": (PatternRule(name="p", pattern="x" * 261),)}, "longer than 260"),
        ({"patterns": (PatternRule(name="p", pattern=r"(a)\1"),)}, "not a pattern that RE2"),
        (
            {"patterns": tuple(PatternRule(name=f"{n}", pattern="x") for n in range(51))},
            "rules.patterns: at most 50",
        ),
        ({"links": LinkRule(deny=("https://evil.example/x",))}, "rules.links.deny: 'https"),
        ({"links": LinkRule(allow=("",))}, "rules.links.allow: '' is no domain"),
        ({"links": LinkRule(allow=("a.example",) * 1001)}, "rules.links.allow: at most 1000"),
        ({"files": FileRule(deny=(".",))}, "rules.files.deny: an ending is empty"),
        ({"caps": CapsRule(share=0.0)}, "rules.caps.share: must be above 0"),
        ({"caps": CapsRule(min_letters=0)}, "rules.caps.min_letters: must be at least 1"),
        ({"zalgo": ZalgoRule(marks=0)}, "rules.zalgo.marks: must be at least 1"),
        ({"duplicates": DuplicateRule(limit=1)}, "rules.duplicates.limit: must be at least 2"),
        ({"velocity": VelocityRule(limit=51)}, "rules.velocity.limit: at most 50"),
        ({"velocity": VelocityRule(window=timedelta(0))}, "rules.velocity.window: must be longer"),
        ({"burst": BurstRule(window=timedelta(minutes=6))}, "rules.burst.window: must be longer"),
        ({"burst": BurstRule(channels=1)}, "rules.burst.channels: must be at least 2"),
        ({"burst": BurstRule(quarantine=timedelta(days=29))}, "rules.burst.quarantine: must be"),
        ({"burst": BurstRule(softban=True)}, "rules.burst.softban: needs the action kick"),
        ({"honeypot": HoneypotRule(softban=True)}, "rules.honeypot.softban: needs"),
        ({"automod": AutoModRule(action=Action.WARN)}, "rules.automod.action: must be none or"),
        ({"automod": AutoModRule(heat=1.5)}, "rules.automod.heat: must be from 0 to 1"),
        ({"service": ServiceRule(action=Action.WARN)}, "rules.service.action: must be delete"),
        ({"service": ServiceRule(kinds=("joined",))}, "rules.service.kinds: 'joined' is none of"),
    ],
)
def test_every_fault_is_named_with_its_place(changes: dict[str, Any], fault: str) -> None:
    found = list(faults_of_rules(replace(Rules(), **changes)))
    assert any(fault in one for one in found), found
    assert set(found) <= set(faults_of(Policy(rules=replace(Rules(), **changes))))


def test_all_faults_are_named_at_once() -> None:
    rules = Rules(caps=CapsRule(share=2), automod=AutoModRule(heat=-1), burst=BurstRule(channels=0))
    assert len(list(faults_of_rules(rules))) == 3
