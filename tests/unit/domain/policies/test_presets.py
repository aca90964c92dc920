import itertools
import re
from dataclasses import fields

import pytest

from app.domain.action import Action, Mode
from app.domain.behaviour import Behaviour
from app.domain.detectors import detect
from app.domain.detectors.reading import Reading
from app.domain.ids import ChannelId, RoleId, UserId
from app.domain.policies import prompts
from app.domain.policies.changes import changes_between
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Channels, Exemptions, Override, Policy, RoleTier
from app.domain.policies.presets import PRESETS, Strictness, Theme, preset, preset_named
from app.domain.verdict import final_score
from tests.factories import a_message


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_sound_and_does_nothing_harder_than_a_timeout_by_itself(name: str) -> None:
    """LK-063, LK-014, ruling C2: moderation and reputation on, automatic bans off."""
    policy = PRESETS[name]
    assert faults_of(policy) == ()
    assert policy.enabled
    assert policy.mode is Mode.ENFORCE
    assert policy.reputation.enabled
    assert not policy.violations.auto_ban
    assert policy.max_automatic_action.severity <= Action.TIMEOUT.severity


def test_no_two_presets_say_the_same() -> None:
    for one, other in itertools.combinations(PRESETS, 2):
        assert changes_between(PRESETS[one], PRESETS[other]), (one, other)


@pytest.mark.parametrize("theme", Theme)
def test_stricter_presets_begin_earlier_on_every_rung(theme: Theme) -> None:
    """LK-063."""
    lenient, balanced, strict = (preset(theme, one).thresholds for one in Strictness)
    for rung in ("warn", "timeout", "kick", "ban"):
        assert getattr(lenient, rung) > getattr(balanced, rung) > getattr(strict, rung)


@pytest.mark.parametrize("name", PRESETS)
def test_being_new_and_fast_is_not_enough_for_an_action_under_any_preset(name: str) -> None:
    """ST-125."""
    policy = PRESETS[name]
    new = Behaviour(velocity=1.0, escalation=0.0, age=1.0, membership=1.0)
    final = final_score(toxicity=0, behaviour=new.under(policy.behaviour), context=1, policy=policy)
    assert final < policy.thresholds.warn


def test_a_theme_alone_means_balanced_and_what_nobody_knows_is_none() -> None:
    assert preset_named("tech") == PRESETS["tech-balanced"]
    assert preset_named("knitting") is None


@pytest.mark.parametrize(
    ("theme", "word"),
    [
        (Theme.GENERAL, "community"),
        (Theme.CRYPTO_TRADING, "seed phrases"),
        (Theme.TECH, "Code"),
        (Theme.EDUCATION, "school"),
    ],
)
def test_every_theme_has_words_of_its_own_for_a_language_model(theme: Theme, word: str) -> None:
    """LK-063, LK-010."""
    prompt = preset(theme, Strictness.BALANCED).moderation_prompt
    assert word in prompt
    assert "insults, threats" in prompt
    assert len(prompt) <= prompts.MAX_PROMPT


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Please enter your seed phrase to claim", {"seed phrases"}),
        ("DM support to fix your wallet", {"support that writes first"}),
        ("guaranteed profits, 5% a day", {"frauds"}),
        ("Never share your seed phrase with anybody", set()),
        ("If somebody asks for your recovery words, it is a scam", set()),
        ("I lost half of my wallet today, damn", set()),
        ("does anybody know how to contact support of the exchange?", set()),
    ],
)
def test_the_trading_presets_meet_frauds_and_not_those_who_warn_of_them(
    text: str, rules: set[str]
) -> None:
    """LK-063, product 1: people look at them, nothing is done by itself."""
    policy = PRESETS["crypto_trading-balanced"]
    found = detect(Reading(message=a_message(text), recent=[]), policy.rules)
    assert {signal.label for signal in found} == rules
    for rule in policy.rules.words:
        assert (rule.action, rule.delete) == (Action.FLAG, False)
    for pattern in policy.rules.patterns:
        assert (pattern.action, pattern.delete) == (Action.FLAG, False)


@pytest.mark.parametrize("name", ["tech-lenient", "tech-balanced", "tech-strict"])
def test_code_and_logs_are_welcome_on_a_tech_server(name: str) -> None:
    """LK-063: capitals, many lines and repeated lines are how code looks."""
    code = "\n".join(f"CONST MAX_ORDERS_PER_CUSTOMER = {number};" for number in range(20))
    reading = Reading(message=a_message(code, attachments=()), recent=[])
    assert detect(reading, PRESETS[name].rules) == ()


def test_an_education_server_keeps_words_for_less_long_and_shuts_nobody_out_for_a_week() -> None:
    """LK-063."""
    policy = PRESETS["education-balanced"]
    assert policy.retention.text < Policy().retention.text
    assert max(policy.timeouts) < max(Policy().timeouts)
    assert "obscene" in policy.labels


def test_names_are_what_one_types() -> None:
    assert all(re.fullmatch(r"[a-z_]+-(lenient|balanced|strict)", name) for name in PRESETS)
    assert len(PRESETS) == len(Theme) * len(Strictness)


def test_a_preset_changes_the_rules_and_keeps_what_is_the_guild_s_own() -> None:
    """LK-063: places, people and language stay."""
    mine = Policy(
        channels=Channels(log=ChannelId(1)),
        exempt=Exemptions(users=(UserId(2),)),
        overrides={ChannelId(3): Override(mode=Mode.SHADOW)},
        roles={RoleId(4): RoleTier(timeout_share=0.5)},
        locale="ru",
        min_confidence=0.99,
    )
    strict = PRESETS["tech-strict"]
    changed = mine.with_preset(strict)

    assert changed.thresholds == strict.thresholds
    assert changed.min_confidence == strict.min_confidence
    own = ("channels", "exempt", "overrides", "roles", "locale")
    assert all(getattr(changed, name) == getattr(mine, name) for name in own)
    theirs = {one.name for one in fields(Policy)} - set(own)
    assert all(getattr(changed, name) == getattr(strict, name) for name in theirs)
