"""The hidden hand: scenarios, the page, the stream of events, clear refusals."""

import re
import time

import httpx
import pytest

from app.local.discord.client import ControlError
from tests.integration.local.discord.conftest import Agora
from tests.patience import PATIENCE


def test_a_scenario_gives_names_ids_and_ages(agora: Agora) -> None:
    made = agora.fake.control.act(
        "guilds",
        name="Stoa",
        owner="zeno",
        locale="ru",
        channels=[{"name": "porch", "type": "announcement", "slowmode": 5}],
        members=[{"name": "zeno"}, {"name": "cleanthes", "joined": 2, "created": 3}],
    )
    state = agora.fake.control.look("state", guild="Stoa")
    assert state["owner_id"] == made["members"]["zeno"]
    age = time.time() - ((int(made["members"]["cleanthes"]) >> 22) / 1000 + 1_420_070_400)
    assert age == pytest.approx(3 * 86_400, abs=60)


def test_a_member_is_one_user_in_all_servers(agora: Agora) -> None:
    made = agora.fake.control.act("guilds", name="Stoa", members=[{"name": "mia"}])
    assert made["members"]["mia"] == agora.members["mia"]


def test_messages_go_out_at_the_pace_that_was_asked(agora: Agora) -> None:
    many = [{"author": "mia", "channel": "general", "content": str(n)} for n in range(20)]
    started = time.monotonic()
    agora.fake.control.say_all(many, pace=100)
    assert time.monotonic() - started >= 0.15


def test_refusals_are_told_with_discords_code(agora: Agora) -> None:
    with pytest.raises(ControlError) as told:
        agora.say("nobody", "x")
    assert (told.value.status, told.value.code) == (404, 10013)
    with pytest.raises(ControlError, match="no such control"):
        agora.fake.control.act("nonsense")
    with pytest.raises(ControlError, match="KeyError"):
        agora.fake.control.act("messages", author="mia")


def test_forwards_and_link_previews_come_as_discord_sends_them(agora: Agora) -> None:
    quoted = agora.say("mia", "rude")
    forwarded = agora.say("tom", "", forward={"message_id": quoted})
    agora.fake.control.act("edit", message_id=quoted, unfurl=[{"type": "link", "url": "x"}])
    first, second = agora.fake.control.look("messages", channel="general")
    assert (first["id"], first["edited_timestamp"]) == (quoted, None)
    assert first["embeds"]
    assert second["id"] == forwarded
    assert second["message_snapshots"][0]["message"]["content"] == "rude"
    assert second["message_reference"]["type"] == 1


def test_the_page_needs_nothing_from_elsewhere(agora: Agora) -> None:
    page = httpx.get(agora.fake.url + "/", timeout=PATIENCE, trust_env=False).text
    assert re.findall(r"(?:src|href)=\"(?!data:)[^\"]+\"|https?://", page) == []
    assert "innerHTML" not in page


def test_the_stream_tells_the_page_what_happens(agora: Agora) -> None:
    events = agora.fake.url + "/control/events"
    with httpx.stream("GET", events, timeout=PATIENCE, trust_env=False) as stream:
        lines = stream.iter_lines()
        agora.fake.control.act("notes", title="why", lines=["because"])
        agora.say("mia", "hello")
        told = [next(line for line in lines if line.startswith("event:")) for _ in range(2)]
    assert told == ["event: NOTE", "event: MESSAGE_CREATE"]
    assert agora.fake.control.look("notes")[0]["lines"] == ["because"]


def test_members_leave_and_places_change(agora: Agora) -> None:
    act = agora.fake.control.act
    act("leave", user="tom")
    act("member-roles", user="mia", roles=["Moderator"])
    act("threads", channel="general", name="aside", by="mia")
    act("drop-channel", channel="random")
    act("drop-role", role="Regular")
    state = agora.state()
    names = [c["name"] for c in state["channels"]]
    assert ("aside" in names, "random" in names) == (True, False)
    assert agora.members["tom"] not in [m["user"]["id"] for m in state["members"]]
    act("moderate", by="mia", act="timeout", user="newcomer")
    assert agora.members["newcomer"] in agora.state()["timeouts"]


def test_automod_executions_can_be_told(agora: Agora) -> None:
    payload = {"rule_id": "1", "user_id": agora.members["mia"], "content": "x", "action": {}}
    assert agora.fake.control.act("automod-execution", payload=payload) == {}
