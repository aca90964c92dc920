from collections.abc import Iterator
from datetime import timedelta

import pytest
from redis import Redis

from app.adapters.redis.guild_windows import (
    JOINS_LENGTH,
    VOICES_LENGTH,
    RedisGuildWindows,
)
from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.raids.scene import Joined, Voice
from app.local.ports import LOOPBACK, free_port
from app.ports.errors import Unavailable
from tests.factories import NOW
from tests.moderation import fresh_guild


@pytest.fixture
def windows(redis_url: str) -> Iterator[RedisGuildWindows]:
    with Redis.from_url(redis_url) as client:
        yield RedisGuildWindows(lambda: client)


def joined(number: int, name: str = "some|body") -> Joined:
    return Joined(user=UserId(number), at=NOW + timedelta(milliseconds=number), name=name)


def voice(number: int) -> Voice:
    return Voice(
        message=MessageId(number),
        at=NOW + timedelta(seconds=number),
        user=UserId(7),
        channel=ChannelId(9),
        fingerprint="abc",
        shape=(1 << 64) - 1,
        toxicity=0.5,
        newcomer=True,
        lure=False,
        at_members=(UserId(1), UserId(2)),
    )


def test_joins_and_voices_are_read_as_they_were_put_in(windows: RedisGuildWindows) -> None:
    """ST-040, ST-045: any sign may stand in a name."""
    guild = fresh_guild()
    assert windows.join(guild, joined(1)) == 1
    assert windows.join(guild, joined(2, "")) == 2
    assert windows.hear([(guild, voice(1)), (guild, voice(2))]) == {guild: 2}
    lately = windows.lately(guild, NOW)
    assert sorted(lately.joins, key=lambda one: one.user) == [joined(1), joined(2, "")]
    assert sorted(lately.voices, key=lambda one: one.message) == [voice(1), voice(2)]


def test_a_guild_sees_only_what_happened_on_it(windows: RedisGuildWindows) -> None:
    one, other = fresh_guild(), fresh_guild()
    windows.join(one, joined(1))
    windows.hear([(one, voice(1))])
    assert windows.lately(other, NOW).joins == []
    assert windows.lately(other, NOW).voices == []
    assert windows.hear([]) == {}


def test_joins_are_counted_by_hour_for_a_week(windows: RedisGuildWindows) -> None:
    """ST-040: the guild's own baseline."""
    guild = fresh_guild()
    hour = NOW.replace(minute=0, second=0, microsecond=0)
    for back in (0, 1, 1, 26, 24 * 7):
        at = hour - timedelta(hours=back)
        windows.join(guild, Joined(user=UserId(back), at=at + timedelta(minutes=5)))
    assert windows.lately(guild, NOW).hours == {
        hour: 1,
        hour - timedelta(hours=1): 2,
        hour - timedelta(hours=26): 1,
        hour - timedelta(days=7): 1,
    }


def test_the_windows_do_not_grow_without_bound(windows: RedisGuildWindows, redis_url: str) -> None:
    guild = fresh_guild()
    windows.hear([(guild, voice(number)) for number in range(VOICES_LENGTH + 50)])
    with Redis.from_url(redis_url) as client:
        client.lpush(f"joins:{guild}", *(f"{number}|0|x" for number in range(JOINS_LENGTH + 19)))
    length = windows.join(guild, joined(JOINS_LENGTH + 19))
    lately = windows.lately(guild, NOW)
    assert (len(lately.voices), len(lately.joins)) == (VOICES_LENGTH, JOINS_LENGTH)
    assert length == JOINS_LENGTH
    assert max(one.user for one in lately.joins) == JOINS_LENGTH + 19


def test_windows_forget_by_themselves(windows: RedisGuildWindows, redis_url: str) -> None:
    """T-19: nothing of it stays."""
    guild = fresh_guild()
    windows.join(guild, joined(1))
    windows.hear([(guild, voice(1))])
    with Redis.from_url(redis_url) as client:
        keys = client.keys(f"*{guild}*")
        assert len(keys) == 3
        assert all(0 < client.ttl(key) <= timedelta(days=8).total_seconds() for key in keys)


def test_a_server_that_is_away_is_told_in_our_words() -> None:
    """ST-045: brigade detection is degraded, nothing else."""
    away = RedisGuildWindows(lambda: Redis(host=LOOPBACK, port=free_port()))
    with pytest.raises(Unavailable):
        away.join(fresh_guild(), joined(1))
    with pytest.raises(Unavailable):
        away.hear([(fresh_guild(), voice(1))])
    with pytest.raises(Unavailable):
        away.lately(fresh_guild(), NOW)
