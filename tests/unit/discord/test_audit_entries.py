from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.discord.guilds import audit_entry_of
from app.domain.action import Action
from app.domain.errors import Malformed
from app.domain.ids import UserId, snowflake_at

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
UNTIL = AT + timedelta(hours=2)


def entry(kind: int, *, changes: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": str(snowflake_at(AT)),
        "action_type": kind,
        "user_id": "51",
        "target_id": "6",
        "changes": changes or [],
    } | more


def timeout(new: str | None) -> list[dict[str, Any]]:
    change: dict[str, Any] = {"key": "communication_disabled_until"}
    return [{"key": "nick"}, change | ({"new_value": new} if new else {"old_value": "x"})]


@pytest.mark.parametrize(
    ("kind", "action", "lifts"),
    [(20, Action.KICK, False), (22, Action.BAN, False), (23, Action.BAN, True)],
)
def test_kicks_bans_and_unbans_are_read(kind: int, action: Action, *, lifts: bool) -> None:
    """IS-111"""
    act = audit_entry_of(entry(kind, reason="enough"))

    assert act
    assert (act.action, act.lifts, act.until, act.reason) == (action, lifts, None, "enough")
    assert (act.actor, act.target, act.at) == (UserId(51), UserId(6), AT)
    assert act.id == snowflake_at(AT)


def test_a_timeout_is_read_with_its_end() -> None:
    act = audit_entry_of(entry(24, changes=timeout("2026-11-21T14:00:00.000000+00:00")))

    assert act
    assert (act.action, act.lifts, act.until) == (Action.TIMEOUT, False, UNTIL)
    assert act.duration == timedelta(hours=2)


def test_the_end_of_a_timeout_is_read() -> None:
    """AC-034, IS-043"""
    act = audit_entry_of(entry(24, changes=timeout(None)))

    assert act
    assert (act.action, act.lifts, act.until) == (Action.TIMEOUT, True, None)


@pytest.mark.parametrize(
    "payload",
    [
        entry(24),
        entry(24, changes=[{"key": "nick", "new_value": "x"}]),
        entry(72),
        entry(145),
        entry(20, user_id=None),
        entry(20, target_id=None),
    ],
)
def test_what_is_no_act_on_a_member_is_left(payload: dict[str, Any]) -> None:
    assert audit_entry_of(payload) is None


@pytest.mark.parametrize(
    "payload",
    [
        {},
        entry(20, id="x"),
        entry(20, user_id="x"),
        entry(24, changes=timeout("soon")),
        entry(24, changes=timeout("2026-11-21T14:00:00")),
        entry(24, changes=["x"]),  # type: ignore[list-item]
        {"action_type": []},
    ],
)
def test_what_cannot_be_read_is_malformed(payload: dict[str, Any]) -> None:
    """T-13"""
    with pytest.raises(Malformed):
        audit_entry_of(payload)
