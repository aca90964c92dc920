from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.action import Action
from app.domain.decide import decide
from app.domain.decision import Decision
from app.domain.ids import ChannelId
from app.domain.measures import effects_of
from app.domain.order import (
    Ban,
    DeleteMessages,
    Effect,
    Kick,
    SendNotice,
    ShowCase,
    ShowFlag,
    TimeOut,
)
from app.domain.policies.policy import Channels, Policy, Thresholds
from app.domain.record.standing import Standing
from tests.factories import NOW, a_message, evidence

UNTIL = NOW + timedelta(hours=1)
OPEN = Policy(max_automatic_action=Action.BAN, min_confidence=0)


def decided(toxicity: float, policy: Policy = OPEN) -> Decision:
    return decide(evidence(toxicity), policy)


def effects(decision: Decision, policy: Policy = OPEN) -> list[Effect]:
    return list(effects_of(decision, a_message(), policy, NOW))


def harder(**rungs: float) -> Policy:
    """A policy in which a score of 0.6 calls for what is named."""
    values = {"warn": 0.1, "timeout": 0.97, "kick": 0.98, "ban": 0.99} | rungs
    return Policy(
        thresholds=Thresholds(**values), max_automatic_action=Action.BAN, min_confidence=0
    )


def test_a_warning_is_told_and_restricts_nothing() -> None:
    """AC-027: none does nothing, a warning only tells."""
    assert effects(decided(0.1)) == []
    (told,) = effects(decided(0.7))
    assert isinstance(told, SendNotice)
    assert told.notice.key == "dm.warn"


def test_a_timeout_is_temporary_and_told_after_it_is_in_force() -> None:
    """AC-027, AC-031, ruling C1."""
    act, removal, told = effects(decided(0.97))
    assert act == TimeOut(user=a_message().author.id, until=UNTIL)
    assert isinstance(removal, DeleteMessages)
    assert isinstance(told, SendNotice)
    assert told.notice.params == {"until": int(UNTIL.timestamp())}


@pytest.mark.parametrize(
    ("policy", "kind", "key"),
    [
        (harder(timeout=0.2, kick=0.5), Kick, "dm.kick"),
        (harder(timeout=0.2, kick=0.4, ban=0.5), Ban, "dm.ban"),
    ],
)
def test_who_is_kicked_or_banned_hears_of_it_first(
    policy: Policy, kind: type[Effect], key: str
) -> None:
    """AC-027, AC-031, AC-036: afterwards nobody can write to them."""
    told, act, *_ = effects(decided(1.0, policy), policy)
    assert isinstance(told, SendNotice)
    assert told.notice.key == key
    assert isinstance(act, kind)


def test_a_guild_can_do_without_notices() -> None:
    """AC-028: should_notify_user."""
    quiet = Policy(notify=False)
    assert not any(isinstance(one, SendNotice) for one in effects(decided(0.97, quiet), quiet))


def test_a_timeout_stays_on_the_members_record_until_it_ends() -> None:
    """ST-058: the record of timeouts moves with the decision."""
    decision = decided(0.97)
    after = Standing().after(
        decision.action,
        warned=decision.warned,
        spoken_at=NOW,
        now=NOW,
        duration=decision.duration,
    )
    assert (after.timeouts, after.timed_out_until) == (1, UNTIL)


def test_cards_go_where_the_guild_wants_them() -> None:
    """AC-051: a case to the log; a flag to the reviewers, or to the log without them."""
    decision = replace(decided(0.97), review=True)

    def cards(channels: Channels) -> list[Effect]:
        shown = (ShowCase, ShowFlag)
        found = effects(decision, replace(OPEN, channels=channels))
        return [one for one in found if isinstance(one, shown)]

    case = ShowCase(channel=ChannelId(1), locale="en")
    assert cards(Channels()) == []
    assert cards(Channels(log=ChannelId(1))) == [case, ShowFlag(channel=ChannelId(1), locale="en")]
    assert cards(Channels(log=ChannelId(1), review=ChannelId(2))) == [
        *(case, ShowFlag(channel=ChannelId(2), locale="en"))
    ]
    assert cards(Channels(review=ChannelId(2))) == [ShowFlag(channel=ChannelId(2), locale="en")]
