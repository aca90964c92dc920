from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.adapters.dynamodb import codec, counters, slips
from app.adapters.dynamodb.reputations import DynamoReputations
from app.adapters.dynamodb.tables import case_key
from app.domain.ids import UserId
from app.domain.order import SendNotice
from app.domain.policies.policy import Policy
from app.domain.record.case import Case, Outcome
from app.domain.reputation.policy import ReputationPolicy
from app.domain.reputation.record import Reputation
from app.ports.errors import Conflict, Unavailable
from app.ports.reputations import Kept, Rank
from app.services.keep_reputation import keep_changed
from tests.conftest import Aws
from tests.integration.reputation.conftest import Place, a_place
from tests.moderation import created, envelope, message_payload

ALICE, BOB, CAROL = 501, 502, 503


def said(place: Place, text: str, user: int, **changes: Any) -> None:
    payload = message_payload(place.guild, text, user=user, **changes)
    place.moderate.handle([envelope(place.guild, ("MESSAGE_CREATE", payload))])


def thanks(place: Place, helper: int, user: int) -> None:
    answered = {"id": "1", "author": {"id": str(helper), "username": "helper"}}
    said(place, "thanks!", user, type=19, referenced_message=answered)


def test_a_helpful_message_adds_points_without_delaying_anything(place: Place) -> None:
    """LK-021, LK-026, LK-101: judging writes nothing about reputation; the sweep does later."""
    place.enter()
    said(place, "try turning it off and on", ALICE)
    thanks(place, ALICE, BOB)
    thanks(place, ALICE, CAROL)
    assert place.record(ALICE) == Reputation()

    place.sweep()

    assert place.points(ALICE) == 10
    assert place.record(ALICE).all_messages == 1
    assert place.record(BOB).active_days == 1
    assert place.points(BOB) == 0


def test_counting_twice_changes_nothing(place: Place) -> None:
    """Redelivery and overlapping sweeps change nothing."""
    place.enter()
    thanks(place, ALICE, BOB)
    place.sweep()
    first = place.record(ALICE), place.record(BOB)

    place.sweep(timedelta(minutes=2))

    assert (place.record(ALICE), place.record(BOB)) == first


def test_what_came_later_in_the_hour_is_added(place: Place) -> None:
    place.enter()
    said(place, "one", ALICE)
    place.sweep()
    said(place, "two", ALICE)
    thanks(place, ALICE, BOB)

    place.sweep(timedelta(minutes=2))

    assert place.record(ALICE).all_messages == 2
    assert place.points(ALICE) == 5


def test_spam_takes_points_and_counts_as_a_violation(place: Place) -> None:
    """LK-046, LK-021, LK-101"""
    place.enter()
    place.moderate.handle(
        [envelope(place.guild, *created(place.guild, *["buy my coins now"] * 5, user=ALICE))]
    )
    assert place.moderate.cases(place.guild)

    place.sweep()

    (case,) = [one for one in place.moderate.cases(place.guild) if one.action.punishes]
    assert list(place.record(ALICE).violations) == [case.number]
    assert place.points(ALICE) == -15
    assert (
        place.moderate.members.standings_of([(place.guild, UserId(ALICE))])[
            place.guild, UserId(ALICE)
        ].violations
        == 1
    )


def test_a_voided_case_gives_its_points_back(place: Place) -> None:
    """LK-046: the case itself says whether it stands."""
    place.enter()
    said(place, "you are scum", ALICE)
    place.sweep()
    assert place.points(ALICE) == -15
    (case,) = place.moderate.cases(place.guild)

    void(place, case)
    place.sweep()

    assert place.points(ALICE) == 0
    assert place.record(ALICE).violations == {}


def void(place: Place, case: Case) -> None:
    """Void it as an approved appeal does, with a slip beside it."""
    cases, now = place.moderate.tables.cases, datetime.now(UTC)
    voided = replace(case, voided_by=UserId(1), outcome=Outcome.VOIDED)
    item = cases.get(str(place.guild), case_key(case.number))
    item.update(actions=[cases.body.set(codec.dump(voided))])
    slips.slip_of(place.moderate.tables.members, voided, now).save()


def test_a_slip_is_due_no_more_when_its_case_is_on_the_record(place: Place) -> None:
    said(place, "you are scum", ALICE)

    done = place.sweep()["violations"].done

    assert done >= 1
    members = place.moderate.tables.members
    key = f"{place.guild}#{ALICE}"
    (slip,) = members.query(key, members.sk.startswith("slip#"))
    kept = slip.attribute_values
    assert not {"due", "due_at"} & kept.keys()


def test_an_achievement_is_told_once(place: Place) -> None:
    """LK-023, LK-044, LK-101, LK-102: by an order like everything that touches Discord."""
    place.enter()
    thanks(place, ALICE, BOB)
    place.sweep()
    thanks(place, ALICE, CAROL)
    place.sweep(timedelta(minutes=2))

    (order,) = place.notices()
    (notice,) = order.effects
    assert isinstance(notice, SendNotice)
    assert notice.user == ALICE
    assert notice.notice.key == "dm.achievement.first_thanks"


def test_an_achievement_that_was_told_before_is_not_told_again(place: Place) -> None:
    """After /reset, too: its order is there already."""
    place.enter()
    thanks(place, ALICE, BOB)
    place.sweep()
    place.reputations.forget(place.guild, 100)

    place.sweep(timedelta(minutes=2))

    assert len(place.notices()) == 1
    assert "first_thanks" in place.record(ALICE).achievements


def test_the_leaderboard_is_sorted_by_points(place: Place) -> None:
    """LK-025, LK-070"""
    place.enter()
    for user in (BOB, CAROL):
        thanks(place, ALICE, user)
    thanks(place, CAROL, ALICE)
    place.sweep()

    assert place.reputations.leaders(place.guild, 2) == [
        Rank(UserId(ALICE), 10),
        Rank(UserId(CAROL), 5),
    ]


def test_reset_clears_the_reputation_of_one_guild(place: Place, aws: Aws, redis_url: str) -> None:
    """LK-051, C10: cases stay."""
    other = a_place(aws, redis_url)
    for one in (place, other):
        one.enter()
        thanks(one, ALICE, BOB)
        said(one, "you are scum", CAROL)
        one.sweep()

    forgotten = place.reputations.forget(place.guild, 100)

    assert forgotten == 3
    assert place.reputations.leaders(place.guild, 10) == []
    assert replace(place.record(ALICE), version=0) == Reputation()
    assert len(place.moderate.cases(place.guild)) == 1
    assert other.points(ALICE) == 5


def test_where_reputation_is_off_nothing_is_kept(aws: Aws, redis_url: str) -> None:
    """LK-071"""
    off = Policy(reputation=ReputationPolicy(enabled=False))
    place = a_place(aws, redis_url, off)
    place.enter()
    thanks(place, ALICE, BOB)
    said(place, "you are scum", ALICE)

    place.sweep()

    assert place.record(ALICE) == Reputation()
    assert place.reputations.leaders(place.guild, 10) == []


def test_good_conduct_softens_the_next_judgement(place: Place) -> None:
    """C9: what was earned is in the evidence, bounded by the policy."""
    place.enter()
    member = (place.guild, UserId(ALICE))
    rich = Reputation(helpful=100)
    place.reputations.keep(Kept(member=member, record=rich, points=500))

    said(place, "hello there", ALICE)

    (judged,) = place.moderate.clean(place.guild)
    assert judged.evidence.behaviour.goodwill == pytest.approx(0.25)
    assert judged.decision.verdict.behaviour == 0


def test_a_record_that_moved_on_is_not_overwritten(place: Place) -> None:
    member = (place.guild, UserId(ALICE))
    place.reputations.keep(Kept(member=member, record=Reputation(helpful=1), points=5))

    with pytest.raises(Conflict):
        place.reputations.keep(Kept(member=member, record=Reputation(helpful=2), points=10))

    assert place.record(ALICE).helpful == 1


class Raced(DynamoReputations):
    """Others write the same record first, so many times."""

    rivals = 0

    def keep(self, kept: Kept) -> None:
        if self.rivals:
            self.rivals -= 1
            before = self.of([kept.member])[kept.member]
            super().keep(replace(kept, record=replace(before, messages=before.messages + 1)))
        super().keep(kept)


@pytest.mark.parametrize("rivals", [0, 3])
def test_a_change_is_made_over_whatever_others_wrote_meanwhile(place: Place, rivals: int) -> None:
    """LK-026: nothing of theirs is lost, and nothing of ours."""
    member, now = (place.guild, UserId(ALICE)), datetime.now(UTC)
    raced = Raced(members=place.moderate.tables.members)
    raced.rivals = rivals

    keep_changed(raced, member, lambda one: one.charged(7, now), policy=Policy(), now=now)

    assert list(place.record(ALICE).violations) == [7]
    assert place.record(ALICE).messages == rivals
    again = keep_changed(raced, member, lambda one: one.charged(7, now), policy=Policy(), now=now)
    assert again is None


def test_a_record_that_never_rests_is_left_for_later(place: Place) -> None:
    member, now = (place.guild, UserId(ALICE)), datetime.now(UTC)
    raced = Raced(members=place.moderate.tables.members)
    raced.rivals = 99

    with pytest.raises(Unavailable):
        keep_changed(raced, member, lambda one: one.charged(7, now), policy=Policy(), now=now)

    assert place.record(ALICE).violations == {}


def test_two_countings_at_once_do_not_move_the_counter_twice(place: Place) -> None:
    place.enter()
    found = counters.DynamoCounters(place.moderate.tables.guilds)
    counter = found.of(place.guild)
    assert counter is not None
    now = datetime.now(UTC)
    found.move(place.guild, counter, now)

    with pytest.raises(Conflict):
        found.move(place.guild, counter, now)


def test_a_guild_that_comes_again_keeps_its_counter(place: Place) -> None:
    """GUILD_CREATE comes with every connection."""
    place.enter()
    place.sweep()
    found = counters.DynamoCounters(place.moderate.tables.guilds)
    before = found.of(place.guild)

    place.enter()

    assert found.of(place.guild) == before
