"""How long it lasts, from the decision to what Discord and the member are told."""

from dataclasses import replace
from datetime import timedelta

from app.domain.action import Action
from app.domain.decide import decide
from app.domain.measures import effects_of
from app.domain.order import Effect, SendNotice, TimeOut
from app.domain.policies.policy import Policy, Thresholds
from tests.factories import NOW, a_message, evidence

DAY = timedelta(days=1)
TO_BAN = Policy(
    thresholds=Thresholds(warn=0.1, timeout=0.2, kick=0.3, ban=0.4),
    max_automatic_action=Action.BAN,
)


def effects(policy: Policy) -> tuple[Effect, ...]:
    found = evidence(0.97)
    return effects_of(decide(found, policy), a_message(), policy, NOW)


def test_discord_is_told_28_days_and_the_member_the_truth() -> None:
    """IS-040"""
    long = effects(Policy(timeouts=(60 * DAY,)))
    (act,) = (one for one in long if isinstance(one, TimeOut))
    (notice,) = (one for one in long if isinstance(one, SendNotice))

    assert act.until == NOW + 28 * DAY
    assert notice.notice.params["until"] == int((NOW + 60 * DAY).timestamp())


def test_a_ban_is_for_good_unless_the_policy_says_how_long() -> None:
    """IS-134"""
    found = evidence(0.97)
    for_good = decide(found, TO_BAN)
    a_month = decide(found, replace(TO_BAN, ban_duration=30 * DAY))

    assert (for_good.action, for_good.duration) == (Action.BAN, None)
    assert (a_month.action, a_month.duration) == (Action.BAN, 30 * DAY)


def test_who_is_banned_for_a_time_is_told_until_when() -> None:
    def key(policy: Policy) -> str:
        (notice,) = (one for one in effects(policy) if isinstance(one, SendNotice))
        return notice.notice.key

    assert key(TO_BAN) == "dm.ban"
    assert key(replace(TO_BAN, ban_duration=30 * DAY)) == "dm.ban.until"
    assert key(Policy()) == "dm.timeout"
