"""Small parts of the fake Discord, each by itself."""

import zlib

import orjson
import pytest
from nacl.signing import VerifyKey

from app.local.discord.contract.closing import closed
from app.local.discord.contract.headers import decoded_reason
from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.gateway.budget import IdentifyBudget
from app.local.discord.gateway.compression import ZlibStream
from app.local.discord.gateway.session import Session, shard_of
from app.local.discord.interactions.kinds import legal_answers
from app.local.discord.interactions.signing import Signer
from app.local.discord.operations import OPERATIONS, Router
from app.local.discord.rest.faults import Fault, Faults
from app.local.discord.settings import GatewaySettings
from app.local.discord.state.clock import Clock, Snowflakes, parse_iso, snowflake_time
from app.local.discord.state.events import MESSAGE_CONTENT, Event


def test_snowflakes_rise_and_carry_their_time() -> None:
    clock = Clock()
    source = Snowflakes(clock)
    began = clock.now()
    ids = [int(source.take()) for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert began - 0.001 <= snowflake_time(str(ids[0])) <= clock.now()
    assert snowflake_time(source.take_at(1_600_000_000.0)) == pytest.approx(1_600_000_000.0)


def test_the_clock_goes_forward_only() -> None:
    clock = Clock()
    before = clock.now()
    clock.advance(3600)
    assert clock.now() - before >= 3600
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


def test_a_stopped_clock_moves_only_when_it_is_moved() -> None:
    clock = Clock()
    clock.stop()
    before = clock.now()
    clock.advance(5)
    assert clock.now() == before + 5


def test_a_time_without_zone_is_utc() -> None:
    assert parse_iso("2027-01-01T00:00:00") == parse_iso("2027-01-01T00:00:00+00:00")


def test_errors_have_discords_tree() -> None:
    error = invalid_form("embeds.0.title", "BASE_TYPE_MAX_LENGTH", "Too long.")
    assert error.payload() == {
        "message": "Invalid Form Body",
        "code": 50035,
        "errors": {
            "embeds": {
                "0": {
                    "title": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Too long."}]}
                }
            }
        },
    }
    assert ApiError(50013).payload() == {"message": "Missing Permissions", "code": 50013}


def test_every_operation_is_found_by_its_own_path() -> None:
    router = Router()
    for operation in OPERATIONS.values():
        path = operation.template.replace("{", "").replace("}", "")
        found = router.find(operation.method, path)
        assert found is not None
        assert found[0] is operation
    assert router.find("GET", "/guilds/1/bans/2") is not None
    assert router.find("TRACE", "/guilds/1") is None
    assert router.find("GET", "/guilds/1/nonsense") is None


def event(name: str = "X", *, hides_content: bool = False) -> Event:
    return Event(name=name, data=b'{"content":"secret"}', hides_content=hides_content)


def session(*, intents: int = 0, replay_limit: int = 100) -> Session:
    return Session(id="s", shard=0, shards=1, intents=intents, replay_limit=replay_limit)


def test_a_session_replays_what_it_kept() -> None:
    made = session(replay_limit=10)
    for _ in range(30):
        made.append(event())
    assert made.seq == 30
    assert made.can_replay_after(30)
    assert not made.can_replay_after(5)
    frame = orjson.loads(made.frame(30) or b"")
    assert (frame["s"], frame["op"], frame["t"]) == (30, 0, "X")


def test_a_skipped_sequence_has_no_frame() -> None:
    made = session()
    made.append(event())
    made.skip()
    made.append(event())
    assert [made.frame(n) is None for n in (1, 2, 3)] == [False, True, False]


def test_content_is_hidden_without_its_intent() -> None:
    """GW-14."""
    shown, hidden = session(intents=MESSAGE_CONTENT), session()
    for one in (shown, hidden):
        one.append(event(hides_content=True))
    assert b"secret" in (shown.frame(1) or b"")
    assert b"secret" not in (hidden.frame(1) or b"")


def test_guilds_go_to_their_shards() -> None:
    """GW-12: (guild_id >> 22) % shards; direct messages to shard 0."""
    guild_id = str((5 << 22) + 1)
    assert shard_of(guild_id, 2) == 1
    assert shard_of(guild_id, 5) == 0
    assert shard_of(None, 5) == 0


def test_the_identify_budget_is_per_day_and_per_key() -> None:
    """GW-10."""
    clock = Clock()
    budget = IdentifyBudget(GatewaySettings(identify_total=2, max_concurrency=2), clock)
    assert not budget.too_fast(0)
    assert not budget.too_fast(1)
    assert budget.too_fast(2)
    assert budget.spend()
    assert budget.spend()
    assert not budget.spend()
    clock.advance(86_401)
    assert budget.spend()


def test_zlib_frames_end_with_the_flush_marker_and_share_one_context() -> None:
    """GW-15."""
    packer, context = ZlibStream(), zlib.decompressobj()
    for frame in (b'{"op":10}', b'{"op":11}'):
        packed = packer.pack(frame)
        assert packed.endswith(b"\x00\x00\xff\xff")
        assert context.decompress(packed) == frame


def test_signatures_verify_over_timestamp_and_body() -> None:
    """IN-1."""
    signer = Signer("11" * 32)
    headers = signer.headers(b'{"type": 1}', 1_800_000_000.9)
    signature = bytes.fromhex(headers["X-Signature-Ed25519"])
    VerifyKey(bytes.fromhex(signer.public_key)).verify(b'1800000000{"type": 1}', signature)


def test_faults_fire_for_their_calls_and_only_so_often() -> None:
    faults = Faults()
    faults.replace([Fault(operation="create_message", count=1, match={"channel_id": "1"})])
    assert faults.next_for("get_user", {}) is None
    assert faults.next_for("create_message", {"channel_id": "2"}) is None
    assert faults.next_for("create_message", {"channel_id": "1"}) is not None
    assert faults.next_for("create_message", {"channel_id": "1"}) is None


def test_a_share_of_calls_is_the_same_for_the_same_seed() -> None:
    def fired(seed: int) -> list[bool]:
        faults = Faults()
        faults.replace([Fault(probability=0.3)], seed)
        return [faults.next_for("get_user", {}) is not None for _ in range(200)]

    assert fired(7) == fired(7)
    assert 30 < sum(fired(7)) < 90


def test_which_answer_fits_which_interaction() -> None:
    """IN-6."""
    assert legal_answers(1, from_component=False) == {1}
    assert legal_answers(2, from_component=False) == {4, 5, 9, 12}
    assert legal_answers(3, from_component=True) == {4, 5, 6, 7, 9, 12}
    assert legal_answers(4, from_component=False) == {8}
    assert legal_answers(5, from_component=False) == {4, 5, 12}
    assert legal_answers(5, from_component=True) == {4, 5, 6, 7, 12}


def test_an_audit_reason_is_decoded_once() -> None:
    assert decoded_reason("case%3D1%2C%20%D1%81%D0%BF%D0%B0%D0%BC") == "case=1, спам"
    assert decoded_reason("%D1") is None


def test_objects_joined_by_all_of_are_closed_as_one() -> None:
    """OV-1: `additionalProperties` on each part would refuse the other part's keys."""
    components = {"Named": {"type": "object", "properties": {"name": {"type": "string"}}}}
    aged = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    joined = {"allOf": [{"$ref": "#/components/schemas/Named"}, aged]}
    made = closed(joined, components)
    assert made["properties"].keys() == {"name", "age"}
    assert made["required"] == ["age"]
    assert made["additionalProperties"] is False
