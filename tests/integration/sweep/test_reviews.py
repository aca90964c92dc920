"""What nobody attends to: reviews lapse in the member's favour, and words go in time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.action import Action
from app.domain.policies.policy import Thresholds
from app.domain.record.case import Outcome
from app.domain.record.flag import FlagStatus
from tests.life import TIMED_OUT, Life

TO_BAN: Mapping[str, Any] = {"thresholds": Thresholds(warn=0.1, timeout=0.2, kick=0.3, ban=0.4)}
"""Calls for a ban, which is above what may be done without a person."""


def shown(message: dict[str, Any]) -> str:
    return str(message["embeds"])


def test_an_unattended_review_ends_in_the_member_s_favour(life: Life) -> None:
    """C2: the interim time-out ends, does not count, and who was told is told again, once."""
    interim = timedelta(hours=48)
    life.offend(toxicity=TIMED_OUT, interim_timeout=interim, **TO_BAN)
    assert life.run.standing_of("mia")["timed_out"]
    assert life.standing().timeouts == 1
    told = len(life.told())

    life.after(hours=23, minutes=59)
    assert [flag.status for flag in life.flags()] == [FlagStatus.PENDING]
    life.after(minutes=2)
    life.after(minutes=2)

    assert [flag.status for flag in life.flags()] == [FlagStatus.LAPSED]
    assert not life.run.standing_of("mia")["timed_out"]
    assert (life.standing().timeouts, life.standing().mute) == (0, None)
    (case,) = life.cases()
    assert (case.outcome, case.outcome_reason) == (Outcome.VOIDED, "lapsed")
    (last,) = life.told()[told:]
    assert "No moderator confirmed" in last
    case_card, flag_card = life.run.messages("mod-log")
    assert "nobody reviewed it in time" in shown(case_card)
    assert "Nobody reviewed it in time" in shown(flag_card)


def test_an_interim_timeout_that_is_over_is_only_struck_from_the_record(life: Life) -> None:
    life.offend(toxicity=TIMED_OUT, **TO_BAN)
    life.after(hours=2)
    assert life.standing().mute is None

    life.after(hours=23)

    assert life.standing().timeouts == 0
    assert [case.outcome for case in life.cases()] == [Outcome.VOIDED]


def test_a_warning_that_moderators_were_told_of_stands(life: Life) -> None:
    """IS-023: the review asked for more, not for less."""
    for _ in range(4):
        life.offend()
        life.skip(days=2)
    warnings = life.standing().warnings

    life.sweep()

    assert life.standing().warnings == warnings
    assert [flag.status for flag in life.flags()] == [FlagStatus.LAPSED]
    assert life.cases()[-1].outcome is Outcome.DONE


def test_a_review_that_somebody_decided_does_not_lapse(life: Life) -> None:
    """IS-094: what the moderator did is kept."""
    life.offend(toxicity=TIMED_OUT, **TO_BAN)
    (flag,) = life.flags()
    life.run.stores.papers.change_flag(
        flag.guild,
        flag.source.message,
        flag.made_at,
        lambda flag: replace(flag, status=FlagStatus.ACTED, decided_by=life.run.member("max")),
    )

    life.after(hours=25)

    (kept,) = life.flags()
    assert (kept.status, kept.decided_by) == (FlagStatus.ACTED, life.run.member("max"))
    assert life.standing().timeouts == 1


def test_who_was_only_flagged_hears_nothing(life: Life) -> None:
    life.offend(toxicity=TIMED_OUT, interim_timeout=None, **TO_BAN)
    assert life.cases() == []

    life.after(hours=25)

    assert [flag.status for flag in life.flags()] == [FlagStatus.LAPSED]
    assert life.told() == []
    (card,) = life.run.messages("mod-log")
    assert "Nobody reviewed it in time" in shown(card)


def test_a_guild_may_keep_reviews_open(life: Life) -> None:
    life.offend(toxicity=TIMED_OUT, review_lapse=None, **TO_BAN)

    life.after(days=60)

    assert [flag.status for flag in life.flags()] == [FlagStatus.PENDING]


def test_the_words_of_cases_and_flags_go_in_time_and_the_rest_stays(life: Life) -> None:
    """T-19, IS-110"""
    life.offend(toxicity=TIMED_OUT, **TO_BAN)
    before = life.cases()[0]
    assert before.text == life.flags()[0].text == "some words"

    life.after(days=6)
    assert life.cases()[0].text == life.flags()[0].text == "some words"
    life.after(days=1, hours=1)

    (case,), (flag,) = life.cases(), life.flags()
    assert (case.text, flag.text) == (None, None)
    assert (case.decision, case.reasons) == (before.decision, before.reasons)
    assert flag.evidence.signals
    (row,) = life.tables.flags.query(str(life.run.guild))
    kept = timedelta(seconds=int(row.expires_at) - flag.made_at.timestamp())
    assert timedelta(days=89) < kept < timedelta(days=91)
    assert life.sweep()["words"].done == 0
    assert case.action is Action.TIMEOUT


def test_a_message_in_one_wording_has_one_flag_with_its_score_and_reason(life: Life) -> None:
    """IS-094"""
    life.offend(toxicity=TIMED_OUT, **TO_BAN)
    life.skip(hours=3)
    life.offend(toxicity=TIMED_OUT, **TO_BAN)

    flags = life.flags()
    assert len({(flag.source.message, flag.evidence.revision) for flag in flags}) == 2
    assert all(flag.decision.verdict.final > 0.5 for flag in flags)
    assert all(flag.decision.verdict.label == "toxic" for flag in flags)
    assert [flag.status for flag in flags] == [FlagStatus.PENDING] * 2
