"""GW-10, G-9: sessions are started slowly and never to the last one."""

from itertools import pairwise

from app.gateway.identify_budget import FLOOR, PER_HOUR, Granted, Wait, permit
from app.ports.discord_gateway import GatewayInfo
from app.ports.session_store import IdentifyRecord


def info(remaining: int = 1000, max_concurrency: int = 1) -> GatewayInfo:
    return GatewayInfo(
        url="wss://x",
        shards=1,
        remaining=remaining,
        reset_after_seconds=600.0,
        max_concurrency=max_concurrency,
    )


EMPTY = IdentifyRecord(version=0, starts=())


def ask(
    record: IdentifyRecord,
    about: GatewayInfo | None = None,
    *,
    shard: int = 0,
    count: int = 1,
    now: int = 10_000_000,
) -> Granted | Wait:
    return permit(record, about or info(), shard_id=shard, shard_count=count, now_ms=now)


def test_the_first_session_may_start_at_once() -> None:
    answer = ask(EMPTY)

    assert answer == Granted(IdentifyRecord(version=1, starts=((10_000_000, 0),)))


def test_a_hundred_starts_are_left_untouched() -> None:
    assert ask(EMPTY, info(remaining=FLOOR)) == Wait(600.0, exhausted=True)
    assert isinstance(ask(EMPTY, info(remaining=FLOOR + 1)), Granted)


def test_one_start_in_five_seconds_per_key() -> None:
    record = IdentifyRecord(version=1, starts=((10_000_000, 0),))

    assert isinstance(ask(record, now=10_004_999), Wait)
    assert isinstance(ask(record, now=10_005_250), Granted)


def test_shards_with_different_keys_do_not_wait_for_each_other() -> None:
    record = IdentifyRecord(version=1, starts=((10_000_000, 0),))
    several = info(max_concurrency=16)

    assert isinstance(ask(record, several, shard=1, count=32), Granted)
    assert isinstance(ask(record, several, shard=16, count=32), Wait)


def test_a_crash_loop_of_an_hour_starts_sixty_sessions() -> None:
    """1,000 restarts, each wanting a session: at most 60 in any hour, never two in 5 s."""
    record = EMPTY
    starts: list[int] = []
    now = 50_000_000
    for _ in range(1000):
        now += 3_600
        answer = ask(record, now=now)
        if isinstance(answer, Granted):
            record = answer.record
            starts.append(now)

    assert len(starts) == PER_HOUR
    assert min(later - earlier for earlier, later in pairwise(starts)) >= 5000


def test_after_an_hour_old_starts_are_forgotten() -> None:
    record = IdentifyRecord(version=60, starts=tuple((now, 0) for now in range(1000, 1060)))

    assert isinstance(ask(record, now=3_600_500), Wait)
    answer = ask(record, now=3_602_000)
    assert isinstance(answer, Granted)
    assert len(answer.record.starts) == 1


def test_a_clock_set_back_does_not_stop_the_bot_for_long() -> None:
    """G-27"""
    record = IdentifyRecord(version=1, starts=((99_000_000, 0),))
    answer = ask(record)

    assert isinstance(answer, Wait)
    assert answer.seconds <= 5.25
