"""Explanations and calibrations in words, both languages."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.discord.cards.calibration import calibration_embed
from app.discord.cards.explanation import full_lines, grounds, ids_line, short_lines, signed
from app.discord.components import message
from app.domain.action import Action
from app.domain.behaviour import Behaviour
from app.domain.decide import decide
from app.domain.decision import Ladder, Limit
from app.domain.evidence import Evidence, Subject
from app.domain.exemption import Exemption
from app.domain.kind import Kind
from app.domain.look_back.calibration import calibrate
from app.domain.look_back.explanation import Explanation, explain
from app.domain.look_back.hindsight import Hindsight
from app.domain.policies.policy import Policy
from app.domain.policies.rules import Rules, WordRule
from app.domain.record.standing import Standing
from app.i18n import words
from tests.any_value import any_value
from tests.discord_limits import check_message
from tests.factories import OLD_ACCOUNT, a_signal, evidence
from tests.pasts import a_past
from tests.unit.discord.test_escape import TRICKS

LANGUAGES = ["en", "ru"]
ENGLISH = words("en")
POLICY = Policy(rules=Rules(words=(WordRule(name="boats", words=("boat",)),)))


def why(found: Evidence, policy: Policy = POLICY) -> Explanation:
    return explain(found, decide(found, policy), policy)


HEATED = evidence(
    signals=(a_signal(0.8), a_signal(1.0, "boats", "words")),
    behaviour=Behaviour(escalation=0.5, history=0.75, age=0.0),
    context=0.4,
    standing=Standing(warnings=1, timeouts=2),
)


def test_everything_is_told_with_its_numbers() -> None:
    """ST-120, ST-124: formula, distances, behaviour, record, rules, ladder, versions."""
    text = "\n".join(full_lines(why(HEATED), ENGLISH))

    assert "(0.60 × 0.80 + 0.40 × 0.44) × (1 + 0.20 × 0.40) = **0.71**" in text  # noqa: RUF001
    assert "35.7 over warning (35), 15.7 over timeout (55), 4.3 under kick (75)" in text
    assert "Behaviour: escalation +17.5, history +26.2" in text
    assert "On record before: 1 warning, 2 timeouts" in text
    assert "Rule words: boats: message removed" in text
    assert "By the score timeout; one step harder, not the first offence: kick" in text
    assert "timeout instead, because: harder than the bot may decide alone" in text
    assert "Policy version 1 · model test" in text


def test_the_card_has_room_for_the_parts_and_the_nearest_rungs() -> None:
    lines = list(short_lines(why(HEATED), ENGLISH))

    assert len(lines) == 2
    assert "heat of the channel 40: up to 20 % more" in lines[0]
    assert lines[1] == "15.7 over timeout (55), 4.3 under kick (75)"
    beside = list(grounds(why(HEATED), ENGLISH))
    assert beside[0].startswith("Behaviour: escalation")
    assert beside[1:] == [
        "On record before: 1 warning, 2 timeouts",
        "By the score timeout; one step harder, not the first offence: kick",
    ]
    calm = list(short_lines(why(evidence(0.97)), ENGLISH))
    assert "heat" not in calm[0]


def test_a_plain_first_offence_needs_no_grounds_beside_the_words() -> None:
    assert list(grounds(why(evidence(0.97)), ENGLISH)) == []


def test_what_did_not_count_is_told() -> None:
    policy = Policy(rules=Rules(words=(WordRule(name="boats", words=("boat",), shadow=True),)))
    blind = evidence(
        signals=(a_signal(1.0, "boats", "words"),),
        degraded=("windows", "something new"),
        language_supported=False,
        subject=Subject(user=OLD_ACCOUNT, is_owner=True),
    )
    text = "\n".join(full_lines(why(blind, policy), ENGLISH))

    assert "Only tried, so it did not count: words: boats" in text
    assert "Left alone: the owner of the server" in text
    assert "the last minutes (speed, repeats, heat), something new" in text
    assert "The model does not know this language" in text


def test_a_rule_that_is_gone_and_a_name_are_told() -> None:
    gone = evidence(signals=(a_signal(0.1), a_signal(1.0, "old", "words")))
    assert "Rule words: old: no longer in the policy" in "\n".join(full_lines(why(gone), ENGLISH))
    named = list(full_lines(why(evidence(kind=Kind.NAME)), ENGLISH))
    assert named[0] == "Not a message of a person: no score counts, only the rule"
    assert list(short_lines(why(evidence(kind=Kind.NAME)), ENGLISH)) == named[:1]


def test_ids_stand_only_where_they_are_asked_for() -> None:
    found = why(HEATED)
    text = "\n".join([*full_lines(found, ENGLISH), *short_lines(found, ENGLISH)])

    for number in (HEATED.subject.user, HEATED.message, HEATED.channel, HEATED.guild):
        assert str(number) not in text
    assert str(HEATED.subject.user) in ids_line(HEATED, ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60)
@given(found=any_value(Evidence), limits=st.lists(st.sampled_from(Limit), unique=True))
def test_any_explanation_is_said_in_whole_words(
    language: str, found: Evidence, limits: list[Limit]
) -> None:
    told = replace(why(found), limits=tuple(limits))
    lines = [*full_lines(told, words(language)), *grounds(told, words(language))]
    plain = evidence(signals=(), degraded=found.degraded)

    assert all(lines)
    own = "\n".join(
        full_lines(replace(told, rules=(), tried=(), models=(), degraded=()), words(language))
    )
    assert not re.search(r"\b(why|limit|exemption|numbers|action|degraded)\.[a-z]", own), own
    assert list(full_lines(why(plain), words(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ladder_and_exemption_has_words(language: str) -> None:
    say = words(language)
    for ladder in Ladder:
        told = replace(why(HEATED), ladder=ladder)
        assert "why.ladder" not in "\n".join(full_lines(told, say))
    for exemption in Exemption:
        told = replace(why(HEATED), exemption=exemption)
        assert "exemption." not in "\n".join(full_lines(told, say))


def test_points_have_a_sign_and_no_needless_decimals() -> None:
    assert [signed(one) for one in (0.065, -0.13, 0.0, 0.0004)] == [
        "+6.5",
        "\N{MINUS SIGN}13",
        "+0",
        "+0",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=30)
@given(name=st.one_of(TRICKS, st.just("|" * 300)))
def test_the_card_of_a_calibration_fits_and_nothing_on_it_is_live(language: str, name: str) -> None:
    live = Policy(rules=Rules(words=(WordRule(name=name, words=("x",), action=Action.WARN),)))
    broken = [
        a_past(
            0.06 * index,
            policy=live,
            user=index,
            signals=(a_signal(0.1), a_signal(1.0, name, "words")),
            hindsight=Hindsight.OVERTURNED,
        )
        for index in range(8)
    ]
    mistakes = [a_past(0.56, user=50 + index, hindsight=Hindsight.OVERTURNED) for index in range(9)]
    for found in (calibrate([*broken, *mistakes], live), calibrate([], live)):
        check_message(message(embeds=[calibration_embed(found, words(language))]))


def test_the_card_says_the_suggestion_in_words() -> None:
    mistakes = [a_past(0.56, user=index, hindsight=Hindsight.OVERTURNED) for index in range(9)]
    card = calibration_embed(calibrate(mistakes, Policy()), ENGLISH)

    assert (
        "Timeout: 0.55 → 0.57 would have avoided 9 of 9 overturned actions and missed 0 of 0"
        in card["description"]
    )
    assert "Nothing changes by itself" in card["description"]
