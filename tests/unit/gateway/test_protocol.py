"""GW-1 to GW-11, GW-20: one connection's rules, with no socket and no clock."""

import json
from typing import Any

import pytest

from app.discord.intents import INTENTS
from app.gateway import frames
from app.gateway.close_codes import KEEP_SESSION, MEANING, Next, next_step
from app.gateway.frames import Frame, decode
from app.gateway.protocol import (
    DELIVER,
    HELLO_TIMEOUT_SECONDS,
    START_TIMEOUT_SECONDS,
    Commands,
    End,
    Identity,
    Opening,
    Protocol,
    Resumed,
    Send,
    Started,
)
from app.ports.session_store import ResumePoint

INTERVAL = 40.0
ME = Identity(token="a-token", intents=INTENTS, shard_id=2, shard_count=4)
POINT = ResumePoint(session_id="old", sequence=41, resume_url="wss://resume", at=0)


def frame(**fields: Any) -> Frame:
    return decode(json.dumps(fields).encode())


HELLO = frame(op=10, d={"heartbeat_interval": INTERVAL * 1000})
ACK = frame(op=11)
READY = frame(
    op=0, s=1, t="READY", d={"session_id": "new", "resume_gateway_url": "wss://r", "user": {}}
)


def opened(point: ResumePoint | None = None, *, jitter: float = 0.5) -> Protocol:
    return Protocol(identity=ME, point=point, now=0.0, jitter=jitter)


def live(point: ResumePoint | None = POINT, *, jitter: float = 0.5) -> Protocol:
    protocol = opened(point, jitter=jitter)
    protocol.received(HELLO, now=0.0)
    if point is None:
        protocol.received(READY, now=0.0)
    return protocol


def event(sequence: int, name: str = "MESSAGE_CREATE") -> Frame:
    return frame(op=0, s=sequence, t=name, d={})


def sent(commands: Commands) -> list[dict[str, Any]]:
    return [json.loads(command.payload) for command in commands if isinstance(command, Send)]


def ended(commands: Commands) -> End:
    (command,) = commands
    assert isinstance(command, End)
    return command


def test_hello_without_a_session_is_answered_with_identify() -> None:
    """GW-2, GW-13: token, the intents 3179015, the shard; below 4096 bytes."""
    (identify,) = sent(opened().received(HELLO, now=0.0))

    assert identify["op"] == 2
    assert identify["d"]["token"] == "a-token"
    assert identify["d"]["intents"] == 3179015
    assert identify["d"]["shard"] == [2, 4]


def test_hello_with_a_session_is_answered_with_resume() -> None:
    """GW-6: token, session id and the last sequence."""
    (resume,) = sent(opened(POINT).received(HELLO, now=0.0))

    assert resume == {"op": 6, "d": {"token": "a-token", "session_id": "old", "seq": 41}}


def test_only_the_first_hello_opens_a_session() -> None:
    protocol = live(None)

    assert protocol.received(HELLO, now=1.0) == ()


@pytest.mark.parametrize("jitter", [0.0, 0.25, 0.999])
def test_the_first_heartbeat_comes_after_interval_times_jitter(jitter: float) -> None:
    """GW-2"""
    protocol = live(None, jitter=jitter)
    first = INTERVAL * jitter

    if first:
        assert protocol.tick(now=first - 0.01, reading=True) == ()
    assert sent(protocol.tick(now=first, reading=True)) == [{"op": 1, "d": 1}]


def test_later_heartbeats_come_every_interval() -> None:
    """GW-2"""
    protocol = live(None, jitter=0.0)
    beats = []
    for second in range(0, 200, 1):
        if protocol.tick(now=float(second), reading=True):
            beats.append(second)
            protocol.received(ACK, now=second + 0.1)

    assert beats == [0, 40, 80, 120, 160]


def test_a_heartbeat_before_any_session_carries_null() -> None:
    """GW-2"""
    protocol = opened()
    protocol.received(HELLO, now=0.0)

    assert sent(protocol.tick(now=INTERVAL, reading=True)) == [{"op": 1, "d": None}]


def test_op_1_from_discord_is_answered_at_once() -> None:
    """GW-2"""
    assert sent(live().received(frame(op=1, d=None), now=3.0)) == [{"op": 1, "d": 41}]


def test_heartbeats_name_only_what_is_safe_in_the_queue() -> None:
    protocol = live()
    protocol.received(event(42), now=0.0)
    protocol.received(event(43), now=0.0)
    assert sent(protocol.received(frame(op=1), now=1.0)) == [{"op": 1, "d": 41}]

    protocol.acknowledged(42)

    assert sent(protocol.received(frame(op=1), now=2.0)) == [{"op": 1, "d": 42}]


def test_no_ack_between_two_heartbeats_is_a_zombie() -> None:
    """GW-3: closed with a code that keeps the session, then RESUME."""
    protocol = live(jitter=0.0)
    protocol.tick(now=0.0, reading=True)

    end = ended(protocol.tick(now=INTERVAL, reading=True))

    assert (end.code, end.next_step) == (KEEP_SESSION, Next.RESUME)
    assert end.code not in (1000, 1001)


def test_an_ack_keeps_the_connection() -> None:
    """GW-3"""
    protocol = live(jitter=0.0)
    protocol.tick(now=0.0, reading=True)
    protocol.received(ACK, now=0.2)

    assert sent(protocol.tick(now=INTERVAL, reading=True))
    assert protocol.latency == pytest.approx(0.2)


def test_a_new_connection_does_not_inherit_a_missing_ack() -> None:
    """GW-3: the state of ACKs is reset with each connection."""
    first = live(jitter=0.0)
    first.tick(now=0.0, reading=True)
    second = Protocol(identity=ME, point=first.point, now=50.0, jitter=0.0)
    second.received(HELLO, now=50.0)

    assert sent(second.tick(now=50.0, reading=True))


def test_while_not_reading_it_beats_on_and_calls_nobody_a_zombie() -> None:
    """The queue is down: reading stops, the heartbeat does not."""
    protocol = live(jitter=0.0)
    beats = [
        sent(protocol.tick(now=INTERVAL * beat, reading=beat < 1 or beat > 4)) for beat in range(6)
    ]

    assert all(beats)


def test_not_reading_during_the_replay_is_no_timeout() -> None:
    protocol = live()

    assert not any(
        isinstance(command, End)
        for second in range(0, 300, 10)
        for command in protocol.tick(now=float(second), reading=False)
    )


def test_silence_instead_of_hello_ends_the_connection() -> None:
    protocol = opened(POINT)

    assert protocol.tick(now=HELLO_TIMEOUT_SECONDS - 1, reading=True) == ()
    assert ended(protocol.tick(now=HELLO_TIMEOUT_SECONDS, reading=True)).next_step is Next.RESUME


def test_silence_instead_of_ready_ends_the_connection() -> None:
    protocol = opened()
    protocol.received(HELLO, now=0.0)
    protocol.tick(now=INTERVAL / 2, reading=True)
    protocol.received(ACK, now=INTERVAL / 2)

    ended(protocol.tick(now=START_TIMEOUT_SECONDS, reading=True))


def test_ready_starts_a_session() -> None:
    """GW-5"""
    protocol = opened()
    protocol.received(HELLO, now=0.0)

    (started,) = protocol.received(READY, now=0.0)

    assert isinstance(started, Started)
    assert protocol.point == ResumePoint(session_id="new", sequence=1, resume_url="wss://r", at=0)


def test_events_in_sequence_are_delivered() -> None:
    protocol = live()

    assert [protocol.received(event(number), now=0.0) for number in (42, 43, 44)] == [
        (DELIVER,)
    ] * 3
    assert protocol.sequence == 44


def test_the_end_of_a_replay_is_reported_once() -> None:
    """GW-6"""
    protocol = live()
    protocol.received(event(42), now=0.0)

    assert protocol.received(event(43, "RESUMED"), now=0.0) == (Resumed(),)
    assert protocol.tick(now=INTERVAL / 2 - 1, reading=True) == ()


def test_an_event_seen_before_is_dropped() -> None:
    protocol = live()

    assert protocol.received(event(41), now=0.0) == ()
    assert protocol.sequence == 41


def test_a_gap_leads_to_resume_from_the_last_good_event() -> None:
    """GW-20"""
    protocol = live()
    protocol.received(event(42), now=0.0)

    end = ended(protocol.received(event(44), now=0.0))

    assert end.next_step is Next.RESUME
    assert protocol.point is not None
    assert protocol.point.sequence == 42


def test_after_the_end_nothing_is_heard_any_more() -> None:
    protocol = live()
    protocol.received(frame(op=7), now=0.0)

    assert protocol.received(event(42), now=0.0) == ()
    assert protocol.tick(now=1000.0, reading=True) == ()
    assert protocol.malformed() == ()
    assert protocol.sequence == 41


@pytest.mark.parametrize("before_hello", [True, False])
def test_op_7_means_reconnect_and_resume(before_hello: bool) -> None:  # noqa: FBT001
    """GW-7: it may come instead of Hello."""
    protocol = opened(POINT) if before_hello else live()

    end = ended(protocol.received(frame(op=7, d=None), now=0.0))

    assert (end.next_step, end.code) == (Next.RESUME, KEEP_SESSION)
    assert protocol.point == POINT


def test_op_9_true_keeps_the_session() -> None:
    """GW-6"""
    protocol = live()

    assert ended(protocol.received(frame(op=9, d=True), now=0.0)).next_step is Next.RESUME
    assert protocol.point == POINT


@pytest.mark.parametrize("payload", [False, None, "true", 1, {}])
def test_op_9_otherwise_drops_the_session(payload: object) -> None:
    """GW-7"""
    protocol = live()

    assert ended(protocol.received(frame(op=9, d=payload), now=0.0)).next_step is Next.IDENTIFY
    assert protocol.point is None


def test_op_9_true_without_a_session_means_identify() -> None:
    protocol = opened()
    protocol.received(HELLO, now=0.0)

    assert ended(protocol.received(frame(op=9, d=True), now=0.0)).next_step is Next.IDENTIFY


@pytest.mark.parametrize("op", [3, 4, 8, 12, 31, 43, 99, -1, 2**40])
def test_unknown_operations_are_ignored(op: int) -> None:
    """T-13"""
    protocol = live()

    assert protocol.received(frame(op=op, d={"x": 1}), now=0.0) == ()
    assert protocol.received(event(42), now=0.0) == (DELIVER,)


@pytest.mark.parametrize(
    "bad",
    [
        frame(op=0, t="MESSAGE_CREATE", d={}),
        frame(op=0, s=42, d={}),
        frame(op=0, s=42, t="READY", d={}),
        frame(op=0, s=42, t="READY", d=[]),
        frame(op=0, t="READY", d={"session_id": "x", "resume_gateway_url": "y"}),
    ],
)
def test_a_dispatch_that_makes_no_sense_leads_to_resume(bad: Frame) -> None:
    """T-13"""
    protocol = live()

    assert ended(protocol.received(bad, now=0.0)).next_step is Next.RESUME
    assert protocol.sequence == 41


@pytest.mark.parametrize("payload", [None, [], {}, {"heartbeat_interval": "x"}])
def test_a_hello_that_makes_no_sense_leads_to_a_new_connection(payload: object) -> None:
    """T-13"""
    ended(opened().received(frame(op=10, d=payload), now=0.0))


def test_an_event_before_the_session_is_refused() -> None:
    protocol = opened()
    protocol.received(HELLO, now=0.0)

    ended(protocol.received(event(5), now=0.0))


def test_an_event_before_hello_is_refused() -> None:
    ended(opened(POINT).received(event(42), now=0.0))
    ended(opened().received(READY, now=0.0))


CLOSE_CODES = {
    4000: Next.RESUME,
    4001: Next.RESUME,
    4002: Next.RESUME,
    4003: Next.RESUME,
    4004: Next.GIVE_UP,
    4005: Next.RESUME,
    4007: Next.IDENTIFY,
    4008: Next.RESUME,
    4009: Next.IDENTIFY,
    4010: Next.GIVE_UP,
    4011: Next.GIVE_UP,
    4012: Next.GIVE_UP,
    4013: Next.GIVE_UP,
    4014: Next.GIVE_UP,
}


@pytest.mark.parametrize(("code", "expected"), CLOSE_CODES.items())
def test_every_close_code_has_its_meaning(code: int, expected: Next) -> None:
    """GW-9: all 14."""
    assert next_step(code) is expected
    assert set(MEANING) == set(CLOSE_CODES)


@pytest.mark.parametrize("code", [None, 1000, 1001, 1006, 1011, 4006, 4999])
def test_other_ends_are_answered_with_resume(code: int | None) -> None:
    """GW-6, GW-8: what does not say otherwise may be resumed."""
    assert next_step(code) is Next.RESUME


def test_a_flood_of_op_1_does_not_make_us_exceed_120_sends_a_minute() -> None:
    """GW-11, G-9"""
    protocol = live()
    moments = [
        number / 100
        for number in range(12_000)
        for _ in protocol.received(frame(op=1), now=number / 100)
    ]

    worst = max(sum(1 for moment in moments if start <= moment < start + 60) for start in moments)
    assert worst <= 120


def test_no_frame_of_ours_exceeds_4096_bytes() -> None:
    """GW-11"""
    long = Identity(token="x" * 5000, intents=INTENTS, shard_id=0, shard_count=1)
    protocol = Protocol(identity=long, point=None, now=0.0, jitter=0.5)

    with pytest.raises(ValueError, match="4096"):
        protocol.received(HELLO, now=0.0)
    (identify,) = opened().received(HELLO, now=0.0)
    assert isinstance(identify, Send)
    assert identify.kind is Opening.IDENTIFY
    assert len(identify.payload) < frames.MAX_OUTGOING_BYTES


def test_due_names_the_next_moment_with_something_to_do() -> None:
    protocol = opened()
    assert protocol.due() == HELLO_TIMEOUT_SECONDS

    protocol.received(HELLO, now=0.0)
    assert protocol.due() == INTERVAL / 2

    protocol.received(READY, now=0.0)
    protocol.tick(now=INTERVAL / 2, reading=True)
    assert protocol.due() == INTERVAL * 1.5


def test_an_end_from_outside_can_keep_or_drop_the_session() -> None:
    keeping, dropping = live(), live()

    assert ended(keeping.abandon(Next.RESUME, "deaf socket")).reason == "deaf socket"
    assert ended(dropping.abandon(Next.IDENTIFY, "deaf socket")).next_step is Next.IDENTIFY
    assert keeping.point == POINT
    assert dropping.point is None
