"""Overlay rules that need a clock: timeouts, bulk deletion, pauses; and repeated ids."""

from collections.abc import Iterator

from app.local.discord.contract.request import Request
from app.local.discord.contract.violation import Breach
from app.local.discord.state.clock import parse_iso, snowflake_floor

DAY = 86_400
TIMEOUT_DAYS, BULK_DAYS = 28, 14
SLACK = 60  # clocks of caller and server differ


def moderation_rules(request: Request) -> Iterator[Breach]:
    match request.operation:
        case "update_guild_member":
            yield from _ahead(
                request, "communication_disabled_until", TIMEOUT_DAYS * DAY, rule="OV-10"
            )
        case "update_guild_incident_actions":
            yield from _ahead(request, "invites_disabled_until", DAY, rule="OV-15")
            yield from _ahead(request, "dms_disabled_until", DAY, rule="OV-15")
        case "bulk_delete_messages":
            floor = snowflake_floor(request.now - BULK_DAYS * DAY)
            if any(int(i) < floor for i in request.body["messages"]):
                message = "a message is older than 14 days"
                yield Breach(rule="OV-11", path="messages", message=message)


def _ahead(request: Request, key: str, most: int, *, rule: str) -> Iterator[Breach]:
    value = request.body.get(key)
    if value is not None and parse_iso(value) - request.now > most + SLACK:
        yield Breach(rule=rule, path=key, message=f"at most {most // 3600} hours ahead")
