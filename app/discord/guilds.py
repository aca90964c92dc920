"""Discord's guild, role and audit-log payloads to what the rules need of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.errors import Malformed
from app.domain.guild import GuildFacts, Role
from app.domain.ids import GuildId, RoleId, UserId, made_at, parse_snowflake
from app.domain.notice import Notice

PUNISHMENTS = frozenset({20, 22, 23, 24})
"""Audit-log types of people acting on a member: kick, ban, unban, member update (timeout)."""
MEMBER_UPDATE = 24


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Somebody acted on a member through Discord's own interface or another app."""

    actor: UserId
    target: UserId
    at: datetime


def audit_entry_of(payload: Mapping[str, Any]) -> AuditEntry | None:
    """Read GUILD_AUDIT_LOG_ENTRY_CREATE; None when it is no punishment or its lifting."""
    try:
        kind = payload["action_type"]
        if kind not in PUNISHMENTS or not payload.get("user_id") or not payload.get("target_id"):
            return None
        changes = payload.get("changes") or ()
        if kind == MEMBER_UPDATE and not any(
            change.get("key") == "communication_disabled_until" for change in changes
        ):
            return None

        return AuditEntry(
            actor=UserId(parse_snowflake(payload["user_id"])),
            target=UserId(parse_snowflake(payload["target_id"])),
            at=made_at(parse_snowflake(payload["id"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed(error) from error


def _role(payload: Mapping[str, Any]) -> Role:
    return Role(
        id=RoleId(parse_snowflake(payload["id"])),
        position=int(payload["position"]),
        permissions=int(payload["permissions"]),
    )


def _malformed(error: Exception) -> Malformed:
    return Malformed(Notice("error.malformed_event", {"fault": type(error).__name__}))
