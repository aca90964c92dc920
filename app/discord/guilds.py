"""Discord's guild, role and audit-log payloads to what the rules need of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.action import Action
from app.domain.errors import Malformed
from app.domain.guild import GuildFacts, Role
from app.domain.ids import GuildId, RoleId, UserId, made_at, parse_snowflake
from app.domain.notice import Notice
from app.domain.record.human_act import HumanAct

_KINDS = {
    20: (Action.KICK, False),
    22: (Action.BAN, False),
    23: (Action.BAN, True),
    24: (Action.TIMEOUT, False),
}
"""Audit-log types of acting on a member, and whether it lifts; 24 is any update of a member."""


def facts_of(payload: Mapping[str, Any]) -> GuildFacts:
    """Read GUILD_CREATE or GUILD_UPDATE.

    Raises:
        Malformed: the payload is no guild.
    """
    try:
        return GuildFacts(
            id=GuildId(parse_snowflake(payload["id"])),
            name=str(payload["name"])[:100],
            owner=UserId(parse_snowflake(payload["owner_id"])),
            roles=tuple(_role(role) for role in payload.get("roles") or ()),
            locale=str(payload.get("preferred_locale") or "en-US"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _malformed(error) from error


def with_role(facts: GuildFacts, payload: Mapping[str, Any]) -> GuildFacts:
    """The facts after GUILD_ROLE_CREATE or GUILD_ROLE_UPDATE."""
    try:
        role = _role(payload["role"])
    except (KeyError, TypeError, ValueError) as error:
        raise _malformed(error) from error
    others = tuple(one for one in facts.roles if one.id != role.id)

    return replace(facts, roles=(*others, role))


def without_role(facts: GuildFacts, payload: Mapping[str, Any]) -> GuildFacts:
    """The facts after GUILD_ROLE_DELETE."""
    try:
        gone = parse_snowflake(payload["role_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise _malformed(error) from error

    return replace(facts, roles=tuple(one for one in facts.roles if one.id != gone))


def audit_entry_of(payload: Mapping[str, Any]) -> HumanAct | None:
    """Read GUILD_AUDIT_LOG_ENTRY_CREATE; None when it is no punishment or its lifting."""
    try:
        kind = _KINDS.get(payload["action_type"])
        if kind is None or not payload.get("user_id") or not payload.get("target_id"):
            return None
        action, lifts = kind
        until = None
        if action is Action.TIMEOUT:
            change = _timeout_of(payload)
            if change is None:
                return None
            until = _moment(change.get("new_value"))
            lifts = until is None
        entry = parse_snowflake(payload["id"])

        return HumanAct(
            id=entry,
            actor=UserId(parse_snowflake(payload["user_id"])),
            target=UserId(parse_snowflake(payload["target_id"])),
            at=made_at(entry),
            action=action,
            lifts=lifts,
            until=until,
            reason=str(payload.get("reason") or ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed(error) from error


def _timeout_of(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The change of a member's time-out; most member updates have none."""
    for change in payload.get("changes") or ():
        if change.get("key") == "communication_disabled_until":
            found: Mapping[str, Any] = change
            return found

    return None


def _moment(value: object) -> datetime | None:
    moment = datetime.fromisoformat(value) if isinstance(value, str) and value else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a moment without its zone")

    return moment


def _role(payload: Mapping[str, Any]) -> Role:
    return Role(
        id=RoleId(parse_snowflake(payload["id"])),
        position=int(payload["position"]),
        permissions=int(payload["permissions"]),
    )


def _malformed(error: Exception) -> Malformed:
    return Malformed(Notice("error.malformed_event", {"fault": type(error).__name__}))
