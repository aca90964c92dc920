"""How tests start the fake Discord: in their own loop, or in a thread beside them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.local.discord.client import FakeDiscordClient
from app.local.discord.server import FakeDiscord
from app.local.discord.settings import FakeSettings, GatewaySettings, LimitSettings
from tests.patience import PATIENCE

OPENAPI = Path(__file__).resolve().parents[2] / "shared" / "discord" / "openapi.json"
USER_AGENT = "DiscordBot (https://example.org/tribune, 0.1)"

AGORA: dict[str, Any] = {
    "name": "Agora",
    "owner": "olga",
    "roles": [
        {
            "name": "Moderator",
            "position": 2,
            "permissions": [
                "VIEW_CHANNEL",
                "SEND_MESSAGES",
                "KICK_MEMBERS",
                "BAN_MEMBERS",
                "MODERATE_MEMBERS",
                "MANAGE_MESSAGES",
                "VIEW_AUDIT_LOG",
            ],
        },
        {"name": "Regular", "position": 1, "permissions": []},
        {"name": "Admin", "position": 3, "permissions": ["ADMINISTRATOR"]},
    ],
    "channels": [
        {"name": "general", "threads": ["side-talk"]},
        {"name": "random"},
        {
            "name": "mod-log",
            "overwrites": [
                {"role": "@everyone", "deny": ["VIEW_CHANNEL"]},
                {"role": "Moderator", "allow": ["VIEW_CHANNEL"]},
                {"role": "Tribune", "allow": ["VIEW_CHANNEL"]},
            ],
        },
    ],
    "members": [
        {"name": "olga"},
        {"name": "max", "roles": ["Moderator"]},
        {"name": "ada", "roles": ["Admin"]},
        {"name": "mia"},
        {"name": "tom", "roles": ["Regular"]},
        {"name": "newcomer", "created": 1, "joined": 0},
    ],
}


def fake_settings(**changes: Any) -> FakeSettings:
    """Strict and patient: no pause between identifies, real limits off, answers may take long.

    Keywords are fields of FakeSettings; those of `gateway` and `limits` may be given as dicts.
    """
    gateway = {"identify_interval": 0.0} | changes.pop("gateway", {})
    limits = {"profile": "relaxed"} | changes.pop("limits", {})
    base = FakeSettings(
        openapi=OPENAPI if OPENAPI.is_file() else None,
        answer_seconds=PATIENCE,
        gateway=GatewaySettings(**gateway),
        limits=LimitSettings(**limits),
    )
    return replace(base, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFake:
    """A fake served by another thread, with its control client."""

    url: str
    token: str
    public_key: str
    application_id: str
    control: FakeDiscordClient

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/gateway"

    @property
    def headers(self) -> dict[str, str]:
        """What every REST call needs."""
        return {"Authorization": f"Bot {self.token}", "User-Agent": USER_AGENT}


@contextmanager
def fake_in_thread(**changes: Any) -> Iterator[RunningFake]:
    """A fake Discord beside a synchronous test."""
    settings = fake_settings(**changes)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fake-discord", daemon=True)
    thread.start()

    def in_loop(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(PATIENCE)

    fake = FakeDiscord(settings)
    try:
        in_loop(fake.start())
        with FakeDiscordClient(fake.url) as control:
            yield RunningFake(
                url=fake.url,
                token=settings.token,
                public_key=fake.sender.signer.public_key,
                application_id=settings.application_id,
                control=control,
            )
    finally:
        in_loop(fake.stop())
        in_loop(_cancel_the_rest())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_the_rest() -> None:
    """End handlers that still wait, so that the loop can be closed without complaint."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


@asynccontextmanager
async def fake_in_loop(**changes: Any) -> AsyncIterator[FakeDiscord]:
    """A fake Discord in the running loop, with its parts in reach (`fake.hub`, `fake.world`)."""
    async with FakeDiscord(fake_settings(**changes)) as fake:
        yield fake
