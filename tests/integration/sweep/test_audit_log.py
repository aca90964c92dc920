"""What moderators do in Discord's own interface goes on record."""

from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.record.case import Outcome
from tests.life import TIMED_OUT, Life


@pytest.mark.parametrize(
    ("act", "action", "counts"),
    [
        ("timeout", Action.TIMEOUT, (1, 0, 0)),
        ("kick", Action.KICK, (0, 1, 0)),
        ("ban", Action.BAN, (0, 0, 1)),
    ],
)
def test_what_a_moderator_does_becomes_a_case_with_the_moderator_s_name(
    life: Life, act: str, action: Action, counts: tuple[int, int, int]
) -> None:
    """IS-110, IS-111, C6: it counts like what the bot does."""
    life.moderate(act, reason="enough is enough", seconds=7200)

    (case,) = life.cases()
    assert (case.action, case.moderator) == (action, life.run.member("max"))
    assert (case.outcome, case.lifts) == (Outcome.DONE, False)
    assert [one.params for one in case.reasons] == [{"text": "enough is enough"}]
    standing = life.standing()
    assert (standing.timeouts, standing.kicks, standing.bans) == counts
    (card,) = life.run.messages("mod-log")
    assert f"<@{life.run.member('max')}>" in str(card["embeds"])
    assert "enough is enough" in str(card["embeds"])


def test_a_moderator_s_timeout_has_its_length_and_its_end(life: Life) -> None:
    """IS-041, IS-095"""
    life.moderate("timeout", seconds=7200)

    (case,) = life.cases()
    assert case.duration is not None
    assert abs(case.duration - timedelta(hours=2)) < timedelta(seconds=2)
    mute = life.standing().mute
    assert mute
    assert (mute.by, mute.case) == (life.run.member("max"), case.number)

    life.after(hours=2, minutes=1)

    assert life.standing().mute is None
    assert "Your timeout is over" in life.told()[-1]


def test_the_same_entry_heard_again_makes_no_second_case(life: Life) -> None:
    """IS-111: the audit log's own id is the key."""
    entry = life.moderate("timeout", seconds=600)
    before = life.standing()

    for _ in range(3):
        life.heed(life.run.guild, entry)
    life.carry_out()

    assert len(life.cases()) == 1
    assert life.standing() == before
    assert len(life.run.messages("mod-log")) == 1


def test_a_moderator_who_ends_a_mute_clears_ours(life: Life) -> None:
    """IS-043"""
    life.offend(toxicity=TIMED_OUT)
    assert life.standing().mute

    life.moderate("untimeout", reason="talked to them")

    assert life.standing().mute is None
    assert life.due_at() is None
    assert life.standing().timeouts == 1, "it happened all the same"
    lifted = life.cases()[-1]
    assert (lifted.lifts, lifted.action, lifted.counts) == (True, Action.TIMEOUT, False)
    assert "Timeout lifted" in str(life.run.messages("mod-log")[-1]["embeds"])
    told = life.told()
    life.after(hours=2)
    assert life.told() == told, "nobody is told twice that it is over"


def test_an_unban_by_a_moderator_ends_our_temporary_ban(life: Life) -> None:
    """IS-134"""
    life.moderate("ban")
    life.moderate("unban")

    assert life.standing().ban is None
    assert life.standing().bans == 1
    assert [case.lifts for case in life.cases()] == [False, True]


def test_who_makes_a_running_timeout_longer_punishes_nobody_anew(life: Life) -> None:
    life.moderate("timeout", seconds=600)
    life.skip(minutes=5)
    life.moderate("timeout", seconds=7200)

    assert life.standing().timeouts == 1
    assert len(life.cases()) == 2


def test_what_we_did_ourselves_is_no_news(life: Life) -> None:
    life.offend(toxicity=TIMED_OUT)
    entry = life.last_entry()

    life.heed(life.run.guild, entry)

    assert entry["user_id"] == life.run.fake.application_id
    assert len(life.cases()) == 1
    assert life.standing().human_action_at is None


def test_other_changes_of_members_are_none_of_ours(life: Life) -> None:
    life.moderate("add_role", role="Regular", by="olga")

    assert life.cases() == []
