"""A server to act on, its REST client, and the ids of everything in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fake_discord import AGORA, RunningFake, fake_in_thread
from tests.integration.local.discord.rest import Api


@dataclass(frozen=True, slots=True, kw_only=True)
class Agora:
    """The fake, the API, and ids by name."""

    fake: RunningFake
    api: Api
    guild: str
    channels: dict[str, str]
    members: dict[str, str]
    roles: dict[str, str]

    def at(self, path: str) -> str:
        """`/guilds/<id>/…`"""
        return f"/guilds/{self.guild}{path}"

    def member(self, name: str) -> str:
        return self.at(f"/members/{self.members[name]}")

    def say(self, name: str, content: str, **more: Any) -> str:
        return self.fake.control.say(name, "general", content, **more)

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.fake.control.look("state", guild=self.guild)
        return found


@pytest.fixture
def agora(request: pytest.FixtureRequest) -> Iterator[Agora]:
    """Settings of the fake may be given as an indirect parameter."""
    with fake_in_thread(**getattr(request, "param", {})) as fake:
        names = fake.control.act("guilds", **AGORA)
        api = Api(fake)
        try:
            yield Agora(
                fake=fake,
                api=api,
                guild=names["id"],
                channels=names["channels"],
                members=names["members"],
                roles=names["roles"],
            )
        finally:
            api.close()
