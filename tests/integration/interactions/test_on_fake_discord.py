"""The whole way over HTTP: the stand-in for Discord signs, times and judges every answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import uvicorn

from app.bootstrap.interactions import app_of
from app.bootstrap.register import register
from app.discord.cards import appeal_card, appeal_custom_id, notice_message
from app.domain.appeals.appeal import AppealStatus
from app.domain.guild import GuildFacts
from app.domain.ids import GuildId, UserId
from app.domain.notice import Notice
from app.domain.record.case import Outcome
from app.domain.record.standing import Standing
from app.i18n import words
from tests.conftest import Aws
from tests.door import Door, a_case, door
from tests.fake_discord import AGORA, RunningFake, fake_in_thread
from tests.patience import PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Agora:
    """A made-up server with our commands, whose interactions come to the real door."""

    fake: RunningFake
    door: Door
    names: dict[str, Any]

    def member(self, name: str) -> UserId:
        return UserId(int(self.names["members"][name]))

    def use(self, what: str, **body: Any) -> dict[str, Any]:
        """Do it as a member; the answer came in time and was legal."""
        done: dict[str, Any] = self.fake.control.act(what, **body)
        assert done["failure"] is None, done
        return done

    def seen_by(self, user: str) -> dict[str, Any]:
        """The last message of a channel as somebody sees it, answers to them alone included."""
        general = str(self.names["channels"]["general"])
        last: dict[str, Any] = self.fake.control.look("messages", channel=general, user=user)[-1]
        return last

    def post(self, path: str, body: Any) -> dict[str, Any]:
        """What the executor does: a call of the bot."""
        url = f"{self.fake.api_url}{path}"
        reply = httpx.post(
            url, json=body, headers=self.fake.headers, timeout=PATIENCE, trust_env=False
        )
        assert reply.is_success, reply.text
        made: dict[str, Any] = reply.json()
        return made


@contextmanager
def served(door: Door) -> Iterator[str]:
    """The door on a free port of loopback, as `python -m app.bootstrap.interactions` serves it."""
    config = uvicorn.Config(app_of(door.settings), host="127.0.0.1", port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        threading.Event().wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/interactions"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def agora(aws: Aws) -> Iterator[Agora]:
    with fake_in_thread() as fake:
        names = fake.control.act("guilds", **AGORA)
        made = replace(
            door(aws.environment, DISCORD_PUBLIC_KEY=fake.public_key),
            guild=GuildId(int(names["id"])),
        )
        with served(made) as url:
            assert fake.control.act("interactions-url", url=url)
            register(
                {
                    "DISCORD_TOKEN": fake.token,
                    "DISCORD_APPLICATION_ID": fake.application_id,
                    "DISCORD_API_URL": fake.api_url,
                }
            )
            made.keep_policy()
            olga = UserId(int(names["members"]["olga"]))
            made.keep_facts(GuildFacts(id=made.guild, name=AGORA["name"], owner=olga))
            yield Agora(fake=fake, door=made, names=names)
        assert fake.control.violations() == []


def test_help_and_case_are_answered_legally_and_in_time(agora: Agora) -> None:
    """IN-3 (the check of a new URL), IN-5, IN-6, G-7."""
    agora.door.keep_case(a_case(agora.door.guild, number=1, member=agora.member("mia")))

    for user in ("max", "mia"):
        assert agora.use("command", user=user, channel="general", name="help")["answer"] == 4
    shown = agora.use("command", user="max", channel="general", name="case", options={"number": 1})

    assert (shown["answer"], shown["ephemeral"]) == (4, True)


def test_an_appeal_goes_from_the_dm_to_the_decision(agora: Agora) -> None:
    """ST-106, ST-107, ST-108, ST-121: button, form, card, button, form."""
    mia = agora.member("mia")
    case = a_case(agora.door.guild, number=2, member=mia, made_at=datetime.now(UTC))
    agora.door.keep_case(case, Standing(timeouts=1, version=1))
    dm = agora.post("/users/@me/channels", {"recipient_id": str(mia)})
    told = notice_message(
        Notice("dm.timeout", {"until": 1795262400}),
        case,
        say=words("en"),
        guild_name="Agora",
        now=datetime.now(UTC),
        appeal_custom_id=appeal_custom_id(agora.door.custom_ids, case),
    )
    message = agora.post(f"/channels/{dm['id']}/messages", told)

    pressed = agora.use("click", user="mia", message_id=message["id"], custom_id=_first(message))
    assert pressed["answer"] == 9
    sent = {"interaction_id": pressed["id"], "user": "mia", "values": {"text": "It was a quote"}}
    assert agora.use("modal", **sent)["answer"] == 4
    (appeal,) = agora.door.appeals()
    assert appeal.text == "It was a quote"

    log = agora.names["channels"]["mod-log"]
    card = appeal_card(appeal, case, say=words("en"), custom_ids=agora.door.custom_ids)
    posted = agora.post(f"/channels/{log}/messages", card)
    pressed = agora.use("click", user="max", message_id=posted["id"], custom_id=_first(posted))
    assert pressed["answer"] == 9
    sent = {"interaction_id": pressed["id"], "user": "max", "values": {"text": "Right"}}
    assert agora.use("modal", **sent)["ephemeral"] is True

    assert agora.door.appeals()[0].status is AppealStatus.APPROVED
    assert agora.door.case(2).outcome is Outcome.VOIDED
    again = agora.use("click", user="max", message_id=posted["id"], custom_id=_first(posted))
    assert again["answer"] == 4


def test_a_replayed_request_has_the_same_answer(agora: Agora) -> None:
    """T-2."""
    first = agora.use("command", user="max", channel="general", name="help")

    resent = [
        agora.fake.control.act("resend-interaction", interaction_id=first["id"]) for _ in range(3)
    ]

    assert {again["status"] for again in resent} == {200}
    assert len({again["body"] for again in resent}) == 1


def test_the_check_of_a_new_url_is_passed(agora: Agora) -> None:
    """IN-2, IN-3: Discord sends a PING, and one with a bad signature."""
    ping = {"type": 1, "id": "1", "application_id": "1", "token": "t", "version": 1}

    answered = agora.fake.control.act("raw-interaction", payload=ping)
    refused = agora.fake.control.act("raw-interaction", payload=ping, spoil_signature=True)

    assert (answered["status"], answered["body"]) == (200, '{"type":1}')
    assert refused["status"] == 401


def _first(message: dict[str, Any]) -> str:
    custom_id: str = message["components"][0]["components"][0]["custom_id"]
    return custom_id


def test_the_owner_has_the_records_erased_and_an_administrator_cannot(agora: Agora) -> None:
    """C10: command, button, form; Discord itself takes every answer."""
    command = {"channel": "general", "name": "erase", "path": ["records"]}
    agora.use("command", user="ada", **command)
    refused = agora.seen_by("ada")
    assert "Only the owner" in refused["content"]

    agora.use("command", user="olga", **command)
    warned = agora.seen_by("olga")
    assert "cannot be taken back" in str(warned["embeds"])
    pressed = agora.use("click", user="olga", message_id=warned["id"], custom_id=_first(warned))
    assert pressed["answer"] == 9
    typed = {"interaction_id": pressed["id"], "user": "olga", "values": {"text": AGORA["name"]}}
    assert agora.use("modal", **typed)["ephemeral"] is True

    agora.use("command", user="olga", channel="general", name="erase", path=["status"])
    assert "It goes on every minute" in agora.seen_by("olga")["content"]
