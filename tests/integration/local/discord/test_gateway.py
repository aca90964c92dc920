"""The websocket gateway keeps to contracts 1.2."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, WebSocketException

from app.local.discord.settings import DEFAULT_TOKEN
from tests.fake_discord import AGORA, RunningFake, fake_in_thread
from tests.integration.local.discord.wire import INTENTS, Socket, identified, socket
from tests.patience import PATIENCE, eventually


@pytest.fixture
def fake() -> Iterator[RunningFake]:
    with fake_in_thread() as running:
        running.control.act("guilds", **AGORA)
        yield running


def count(fake: RunningFake, kind: str) -> int:
    found: int = fake.control.look("journal")["counts"].get(kind, 0)
    return found


def test_gw2_hello_comes_first_and_heartbeats_are_acknowledged(fake: RunningFake) -> None:
    with socket(fake) as made:
        assert made.frame()["d"] == {"heartbeat_interval": 41_250}
        made.send(1, None)
        assert made.frame()["op"] == 11


def test_gw5_ready_names_session_resume_url_user_application_and_guilds(fake: RunningFake) -> None:
    with socket(fake) as made:
        made.op(10)
        ready = made.identify()
        guild = made.event("GUILD_CREATE")
    assert ready["v"] == 10
    assert ready["resume_gateway_url"].endswith("/resume-gateway")
    assert ready["application"]["id"] == ready["user"]["id"] == fake.application_id
    assert ready["guilds"] == [{"id": guild["id"], "unavailable": True}]
    assert [c["name"] for c in guild["threads"]] == ["side-talk"]
    assert [m["user"]["id"] for m in guild["members"]] == [fake.application_id]


def test_gw13_the_intents_tribune_asks_for_are_accepted(fake: RunningFake) -> None:
    assert sum(1 << bit for bit in (0, 1, 2, 9, 15, 20, 21)) == INTENTS
    with identified(fake) as made:
        assert made.seq == 2


def test_gw16_a_message_carries_member_and_guild(fake: RunningFake) -> None:
    with identified(fake) as made:
        sent = fake.control.say("mia", "general", "hello <@100000000000000001>")
        event = made.event("MESSAGE_CREATE")
        fake.control.act("edit", message_id=sent, content="changed")
        edited = made.event("MESSAGE_UPDATE")
    assert (event["id"], event["content"]) == (sent, "hello <@100000000000000001>")
    assert event["member"]["joined_at"]
    assert event["mentions"][0]["id"] == fake.application_id
    assert edited["content"] == "changed"
    assert edited["edited_timestamp"]
    assert edited["member"]
    assert edited["tts"] is False


def test_gw14_without_the_content_intent_messages_come_empty_unless_they_name_us(
    fake: RunningFake,
) -> None:
    with identified(fake, intents=INTENTS & ~(1 << 15)) as made:
        fake.control.say("mia", "general", "secret", attachments=["a.png"])
        hidden = made.event("MESSAGE_CREATE")
        fake.control.say("mia", "general", "<@100000000000000001> hi")
        shown = made.event("MESSAGE_CREATE")
    assert (hidden["content"], hidden["attachments"]) == ("", [])
    assert shown["content"]


def test_gw14_the_application_may_lose_message_content_while_it_asks_for_it(
    fake: RunningFake,
) -> None:
    fake.control.act("gateway", message_content=False)
    with identified(fake) as made:
        fake.control.say("mia", "general", "secret")
        assert made.event("MESSAGE_CREATE")["content"] == ""


def test_events_of_channels_the_bot_cannot_see_do_not_come(fake: RunningFake) -> None:
    fake.control.act(
        "channels", name="secret", overwrites=[{"role": "Tribune", "deny": ["VIEW_CHANNEL"]}]
    )
    with identified(fake) as made:
        fake.control.say("ada", "secret", "hidden")
        fake.control.say("ada", "general", "open")
        assert made.event("MESSAGE_CREATE")["content"] == "open"


def test_gw18_ban_and_audit_events_need_their_rights() -> None:
    with fake_in_thread() as fake:
        fake.control.act("guilds", **AGORA | {"bot": {"permissions": ["VIEW_CHANNEL"]}})
        with identified(fake) as made:
            fake.control.act("moderate", by="max", act="ban", user="mia")
            fake.control.say("tom", "general", "after")
            made.event("MESSAGE_CREATE")
            names = [frame["t"] for frame in made.seen]
    assert "GUILD_MEMBER_REMOVE" in names
    assert "GUILD_BAN_ADD" not in names
    assert "GUILD_AUDIT_LOG_ENTRY_CREATE" not in names


def test_gw6_resume_replays_in_order_what_was_missed_and_says_so(fake: RunningFake) -> None:
    with identified(fake) as first:
        session_id, seq = first.session_id, first.seq
        fake.control.act("gateway", now="kill")
    missed = [fake.control.say("mia", "general", str(n)) for n in range(5)]
    with socket(fake, path="/resume-gateway") as second:
        second.op(10)
        second.resume(session_id, seq or 0)
        got = [second.event("MESSAGE_CREATE")["id"] for _ in missed]
        second.event("RESUMED")
        later = fake.control.say("mia", "general", "live")
        assert second.event("MESSAGE_CREATE")["id"] == later
        numbers = [f["s"] for f in second.seen if f["s"] is not None]
    assert got == missed
    assert numbers == list(range((seq or 0) + 1, (seq or 0) + 1 + len(numbers)))


@pytest.mark.parametrize(("code", "alive"), [(1000, False), (1001, False), (4000, True)])
def test_gw8_our_own_close_code_decides_over_the_session(
    fake: RunningFake,
    code: int,
    alive: bool,  # noqa: FBT001 — a column of the table
) -> None:
    with identified(fake) as first:
        session_id, seq = first.session_id, first.seq or 0
        first.connection.close(code)
    with socket(fake) as second:
        second.op(10)
        second.resume(session_id, seq)
        if alive:
            second.event("RESUMED")
        else:
            assert second.op(9) is False


def test_gw7_a_session_ends_after_a_few_minutes(fake: RunningFake) -> None:
    with identified(fake) as first:
        session_id, seq = first.session_id, first.seq or 0
        first.connection.close(4000)
    fake.control.act("clock", seconds=181)
    with socket(fake) as second:
        second.op(10)
        second.resume(session_id, seq)
        assert second.op(9) is False
        second.identify()


def test_gw7_an_expired_replay_buffer_refuses_the_resume(fake: RunningFake) -> None:
    with identified(fake) as first:
        session_id, seq = first.session_id, first.seq or 0
        fake.control.say("mia", "general", "one")
        first.event("MESSAGE_CREATE")
        fake.control.act("gateway", now="expire_replay")
        fake.control.act("gateway", now="kill")
    with socket(fake) as second:
        second.op(10)
        second.resume(session_id, seq)
        assert second.op(9) is False


def test_resumes_are_refused_on_order(fake: RunningFake) -> None:
    fake.control.act("gateway", refuse_resumes=1)
    with identified(fake) as first:
        session_id, seq = first.session_id, first.seq or 0
        fake.control.act("gateway", now="kill")
    with socket(fake) as second:
        second.op(10)
        second.resume(session_id, seq)
        assert second.op(9) is False
    assert count(fake, "resume_refused") == 1


def test_a_resume_refused_as_resumable_may_be_tried_again(fake: RunningFake) -> None:
    fake.control.act("gateway", refuse_resumes=1, refuse_as_resumable=True)
    with identified(fake) as first:
        session_id, seq = first.session_id, first.seq or 0
        fake.control.act("gateway", now="kill")
    with socket(fake) as second:
        second.op(10)
        second.resume(session_id, seq)
        assert second.op(9) is True
        second.resume(session_id, seq)
        second.event("RESUMED")


def expect_close(fake: RunningFake, code: int, *sent: tuple[int, Any]) -> None:
    with socket(fake) as made:
        made.op(10)
        for op, data in sent:
            made.send(op, data)
        assert made.close_code() == code


def hello(**changes: Any) -> tuple[int, Any]:
    return 2, {"token": DEFAULT_TOKEN, "intents": INTENTS, "properties": {}} | changes


def test_gw9_4001_for_an_unknown_opcode(fake: RunningFake) -> None:
    expect_close(fake, 4001, (99, None))


def test_gw9_4002_for_what_is_no_json(fake: RunningFake) -> None:
    with socket(fake) as made:
        made.op(10)
        made.connection.send("{nonsense")
        assert made.close_code() == 4002


def test_gw9_4003_for_a_payload_before_identify(fake: RunningFake) -> None:
    expect_close(fake, 4003, (8, {"guild_id": "1", "query": "", "limit": 0}))


def test_gw9_4004_for_a_wrong_token(fake: RunningFake) -> None:
    expect_close(fake, 4004, hello(token="wrong"))


def test_gw9_4005_for_a_second_identify(fake: RunningFake) -> None:
    expect_close(fake, 4005, hello(), hello())


def test_gw9_4007_for_a_sequence_from_the_future(fake: RunningFake) -> None:
    with identified(fake) as first:
        session_id = first.session_id
        first.connection.close(4000)
    with socket(fake) as second:
        second.op(10)
        second.resume(session_id, 999)
        assert second.close_code() == 4007


def test_gw9_4009_for_a_client_without_heartbeat() -> None:
    with (
        fake_in_thread(gateway={"heartbeat_interval": 0.2}) as fake,
        socket(fake) as made,
    ):
        made.op(10)
        assert made.close_code() == 4009


def test_gw9_4010_for_an_impossible_shard(fake: RunningFake) -> None:
    expect_close(fake, 4010, hello(shard=[2, 2]))


def test_gw9_4011_for_too_many_guilds_on_one_shard() -> None:
    with fake_in_thread(gateway={"guilds_per_shard": 1}) as fake:
        for name in ("one", "two"):
            fake.control.act("guilds", name=name)
        expect_close(fake, 4011, hello())


def test_gw9_4012_for_another_version(fake: RunningFake) -> None:
    with socket(fake, query="v=6&encoding=json") as made:
        assert made.close_code() == 4012


def test_gw9_4013_for_intents_that_do_not_exist(fake: RunningFake) -> None:
    expect_close(fake, 4013, hello(intents=1 << 40))


def test_gw9_4014_for_intents_that_are_not_granted(fake: RunningFake) -> None:
    fake.control.act("gateway", disallowed_intents=1 << 15)
    expect_close(fake, 4014, hello())


@pytest.mark.parametrize("code", [4000, 4001, 4008, 4014])
def test_gw9_any_close_code_can_be_sent_on_order(fake: RunningFake, code: int) -> None:
    with identified(fake) as made:
        fake.control.act("gateway", now="close", code=code)
        assert made.close_code() == code


def test_gw11_4008_for_more_than_120_payloads_a_minute(fake: RunningFake) -> None:
    with identified(fake) as made:
        try:
            for _ in range(125):
                made.send(3, {})
        except ConnectionClosed:
            pass
        assert made.close_code() == 4008


def test_gw11_4002_for_a_payload_over_4096_bytes(fake: RunningFake) -> None:
    with identified(fake) as made:
        made.connection.send(json.dumps({"op": 3, "d": "x" * 4096}))
        assert made.close_code() == 4002


def test_gw10_a_second_identify_of_a_key_within_the_interval_is_invalid() -> None:
    with fake_in_thread(gateway={"identify_interval": 500.0}) as fake:
        fake.control.act("guilds", **AGORA)
        with identified(fake), socket(fake) as second:
            second.op(10)
            second.send(*hello())
            assert second.op(9) is False
            fake.control.act("clock", seconds=501)
            second.identify()


def test_gw10_an_overdrawn_budget_resets_the_token() -> None:
    with fake_in_thread(gateway={"identify_total": 1}) as fake:
        fake.control.act("guilds", **AGORA)
        with identified(fake), socket(fake) as second:
            second.op(10)
            second.send(*hello())
            assert second.close_code() == 4004
        assert count(fake, "token_reset") == 1
        expect_close(fake, 4004, hello())


def test_gw12_shards_get_their_guilds_and_may_have_several_sessions(fake: RunningFake) -> None:
    ids = {shard: str((1000 + shard) << 22) for shard in (0, 1)}
    for shard, guild_id in ids.items():
        channel = {"name": f"c{shard}"}
        fake.control.act("guilds", name=f"g{shard}", id=guild_id, channels=[channel])
    with (
        identified(fake, shard=[1, 2]) as one,
        identified(fake, shard=[1, 2]) as twin,
        identified(fake, shard=[0, 2]) as other,
    ):
        fake.control.say("operator", "c1", "to shard one")
        assert one.event("MESSAGE_CREATE")["content"] == "to shard one"
        assert twin.event("MESSAGE_CREATE")["content"] == "to shard one"
        fake.control.say("operator", "c0", "to shard zero")
        assert other.event("MESSAGE_CREATE")["content"] == "to shard zero"


@pytest.mark.parametrize("direction", ["one by one", "together"])
def test_gw15_zlib_stream_is_one_context_for_the_connection(
    fake: RunningFake, direction: str
) -> None:
    query = "v=10&encoding=json&compress=zlib-stream"
    with socket(fake, query=query) as made:
        made.op(10)
        made.identify()
        many = [{"author": "mia", "channel": "general", "content": str(n)} for n in range(50)]
        if direction == "together":
            fake.control.say_all(many)
        for number, message in enumerate(many):
            if direction != "together":
                fake.control.act("messages", **message)
            assert made.event("MESSAGE_CREATE")["content"] == str(number)


def test_gw3_acks_can_be_withheld(fake: RunningFake) -> None:
    with identified(fake) as made:
        fake.control.act("gateway", now="drop_acks")
        made.send(1, made.seq)
        fake.control.say("mia", "general", "still here")
        made.event("MESSAGE_CREATE")
        assert 11 not in [frame["op"] for frame in made.seen]


def test_gw4_a_deaf_socket_acknowledges_and_says_nothing(fake: RunningFake) -> None:
    with identified(fake) as made:
        fake.control.act("gateway", now="deaf")
        sent = fake.control.say("mia", "general", "unheard")
        made.send(1, made.seq)
        assert made.frame()["op"] == 11
        session_id, seq = made.session_id, made.seq or 0
        made.connection.close(4000)
    with socket(fake) as second:
        second.op(10)
        second.resume(session_id, seq)
        assert second.event("MESSAGE_CREATE")["id"] == sent


def test_gw20_a_sequence_number_can_be_skipped(fake: RunningFake) -> None:
    with identified(fake) as made:
        before = made.seq or 0
        fake.control.act("gateway", now="skip_seq")
        fake.control.say("mia", "general", "after the gap")
        made.event("MESSAGE_CREATE")
        assert made.seq == before + 2


def test_op7_op9_and_a_wish_for_a_heartbeat_come_on_order(fake: RunningFake) -> None:
    with identified(fake) as made:
        for act, op in (("heartbeat", 1), ("reconnect", 7), ("invalid_session", 9)):
            fake.control.act("gateway", now=act)
            made.op(op)


def test_gw7_op7_may_come_instead_of_hello(fake: RunningFake) -> None:
    fake.control.act("gateway", reconnect_instead_of_hello=1)
    with socket(fake) as made:
        assert made.frame()["op"] == 7
        assert made.close_code() == 4000


def test_gw15_a_bomb_inflates_to_what_was_ordered(fake: RunningFake) -> None:
    with socket(fake, query="v=10&encoding=json&compress=zlib-stream") as made:
        made.op(10)
        made.identify()
        fake.control.act("gateway", now="bomb", bytes=3_000_000)
        raw = b""
        while len(raw) < 1000:
            packed = made.connection.recv(PATIENCE)
            assert isinstance(packed, bytes)
            raw = packed
        assert len(raw) < 50_000


def test_garbage_comes_on_order(fake: RunningFake) -> None:
    with identified(fake) as made:
        fake.control.act("gateway", now="garbage", hex="00ff00ff")
        assert made.connection.recv(PATIENCE) == b"\x00\xff\x00\xff"


def test_gw6_the_resume_host_can_be_down_alone(fake: RunningFake) -> None:
    fake.control.act("gateway", resume_host_down=True)
    with pytest.raises((OSError, WebSocketException)), socket(fake, path="/resume-gateway"):
        pass
    with identified(fake) as made:
        assert made.session_id


def test_gw17_an_outage_and_a_removal_look_different(fake: RunningFake) -> None:
    with identified(fake) as made:
        fake.control.act("guild", available=False)
        assert made.event("GUILD_DELETE")["unavailable"] is True
        fake.control.act("guild", available=True)
        assert made.event("GUILD_CREATE")["name"] == "Agora"
        fake.control.act("guild", remove_bot=True)
        assert "unavailable" not in made.event("GUILD_DELETE")
        fake.control.act("join", name="eve")
        fake.control.act("guild", add_bot=True)
        assert made.frame()["t"] == "GUILD_CREATE"


def test_gw17_a_join_may_be_told_twice(fake: RunningFake) -> None:
    with identified(fake) as made:
        joined = fake.control.act("join", name="eve")["user_id"]
        fake.control.act("join", name="eve", again=True)
        told = [made.event("GUILD_MEMBER_ADD")["user"]["id"] for _ in range(2)]
        assert told == [joined, joined]


def test_gw19_members_come_in_chunks_once_per_interval(fake: RunningFake) -> None:
    with identified(fake) as made:
        guild_id = fake.control.look("info")["guilds"][0]["id"]
        wish = {"guild_id": guild_id, "query": "", "limit": 0, "nonce": "n"}
        made.send(8, wish)
        chunk = made.event("GUILD_MEMBERS_CHUNK")
        assert len(chunk["members"]) == 7
        assert chunk["nonce"] == "n"
        made.send(8, wish)
        assert made.event("RATE_LIMITED")["retry_after"] > 0


def test_t25_a_second_resume_takes_the_session_from_the_first_socket(fake: RunningFake) -> None:
    with identified(fake) as first:
        with socket(fake) as second:
            second.op(10)
            second.resume(first.session_id, first.seq or 0)
            second.event("RESUMED")
            assert first.close_code() == 4000
        assert count(fake, "session_taken") == 1


def test_a_cut_connection_leaves_the_session_alive(fake: RunningFake) -> None:
    def sessions() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = fake.control.look("sessions")
        return found

    with identified(fake) as made:
        assert [s["connected"] for s in sessions()] == [True]
        fake.control.act("gateway", now="kill")
        with pytest.raises(ConnectionClosed):
            made.frame()
        eventually(lambda: [s["connected"] for s in sessions()] == [False])


def test_the_journal_tells_when_the_first_heartbeat_came(fake: RunningFake) -> None:
    with socket(fake) as made:
        made.op(10)
        made.send(1, None)
        made.op(11)
    entry = fake.control.look("journal", kind="heartbeat")["entries"][0]
    assert entry["seq"] is None
    assert entry["after"] >= 0


def test_many_messages_at_once_all_arrive_in_order(fake: RunningFake) -> None:
    many = [{"author": "mia", "channel": "general", "content": str(n)} for n in range(3000)]
    with identified(fake) as made:
        ids = fake.control.say_all(many)
        assert [_next_id(made) for _ in ids] == ids


def _next_id(made: Socket) -> str:
    return str(made.event("MESSAGE_CREATE")["id"])
