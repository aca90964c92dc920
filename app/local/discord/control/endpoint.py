"""The control door: /control/<name>, JSON in and out; GET looks, POST acts."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from app.local.discord.control import look, people, place, trouble, use
from app.local.discord.errors import ApiError

if TYPE_CHECKING:
    from app.local.discord.server import FakeDiscord

Verb = Callable[["FakeDiscord", Any], Awaitable[Any]]
PREFIX = "/control/"

LOOKS: dict[str, Verb] = {
    "info": look.info,
    "state": look.state,
    "messages": look.list_messages,
    "dms": look.direct_messages,
    "effects": look.effects,
    "violations": look.violations,
    "sessions": look.sessions,
    "journal": look.journal,
    "limits": look.limits,
    "interactions": look.interactions,
    "audit-log": look.audit_log,
    "notes": look.notes,
}

ACTS: dict[str, Verb] = {
    "guilds": place.new_guild,
    "guild": place.set_guild,
    "channels": place.new_channel,
    "drop-channel": place.drop_channel,
    "threads": place.new_thread,
    "roles": place.put_role,
    "drop-role": place.drop_role,
    "member-roles": place.set_member_roles,
    "users": place.put_user,
    "automod-execution": place.execute_automod,
    "notes": place.add_note,
    "messages": people.post_messages,
    "edit": people.edit_message,
    "delete": people.delete_message,
    "join": people.join,
    "leave": people.leave,
    "moderate": people.moderate,
    "command": use.use_command,
    "autocomplete": use.autocomplete,
    "click": use.click,
    "modal": use.submit_modal,
    "raw-interaction": use.send_raw,
    "resend-interaction": use.resend,
    "clock": trouble.advance_clock,
    "faults": trouble.set_faults,
    "limits": trouble.set_limits,
    "contract": trouble.set_contract,
    "interactions-url": trouble.set_interactions_url,
    "direct-messages": trouble.set_direct_messages,
    "gateway": trouble.disturb,
}


class ControlEndpoint:
    """Finds the verb, answers its result; refusals keep Discord's shape."""

    def __init__(self, fake: "FakeDiscord") -> None:
        self._fake = fake

    async def handle(self, request: web.Request) -> web.Response:
        table = LOOKS if request.method == "GET" else ACTS
        verb = table.get(request.path.removeprefix(PREFIX))
        if verb is None:
            return _answer(404, {"message": "no such control"})
        try:
            raw = await request.read() if request.method != "GET" else b""
            body = orjson.loads(raw or b"{}") if request.method != "GET" else dict(request.query)
            return _answer(200, await verb(self._fake, body))
        except ApiError as error:
            return _answer(max(error.status, 400), error.payload())
        except (KeyError, TypeError, ValueError) as error:
            return _answer(400, {"message": f"{type(error).__name__}: {error}"})


def _answer(status: int, payload: Any) -> web.Response:
    body = orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS)
    return web.Response(status=status, body=body, content_type="application/json")
