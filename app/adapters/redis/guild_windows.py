"""The windows of a guild as a whole: who joined, who spoke so that it may be part of a raid.

Lists keep their last entries for a while; an entry that is added twice is read as often, and those
who count do so by member. Joins are also counted by hour, a hash a day, for eight days: the usual.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from app.adapters.redis import alarms
from app.adapters.redis.link import Client, Link, Pipeline, translated
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.raids.scene import Joined, Voice
from app.ports.raids import Lately
from app.ports.windows import Alarm

JOINS_FOR = timedelta(minutes=15)
JOINS_LENGTH = 1000
VOICES_FOR = timedelta(minutes=35)
"""A little longer than the window of a slow brigade."""
VOICES_LENGTH = 400
"""More would cost more than a millisecond to look at; a large raid shows in far fewer."""
DAYS = 8
"""A week of usual hours, and today."""


class RedisGuildWindows:
    """Implements `GuildWindows` with one pipeline a call; every command has one key."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._link = Link(connect)

    def join(self, guild: GuildId, joined: Joined) -> int:
        """See `GuildWindows.join`."""
        at = int(joined.at.timestamp() * 1000)
        day = _day_key(guild, joined.at)
        with translated():
            pipeline = self._link.pipeline()
            _push(pipeline, f"joins:{guild}", f"{joined.user}|{at}|{joined.name}", JOINS_LENGTH)
            pipeline.pexpire(f"joins:{guild}", JOINS_FOR)
            pipeline.hincrby(day, str(joined.at.astimezone(UTC).hour), 1)
            pipeline.pexpire(day, timedelta(days=DAYS))
            answers = pipeline.execute()

        return min(int(answers[0]), JOINS_LENGTH)

    def hear(self, voices: Sequence[tuple[GuildId, Voice]]) -> Mapping[GuildId, int]:
        """See `GuildWindows.hear`."""
        if not voices:
            return {}
        with translated():
            pipeline = self._link.pipeline()
            for guild, voice in voices:
                _push(pipeline, f"voices:{guild}", _row(voice), VOICES_LENGTH)
                pipeline.pexpire(f"voices:{guild}", VOICES_FOR)
            answers = pipeline.execute()
        lengths = answers[::3]

        return {guild: int(length) for (guild, _), length in zip(voices, lengths, strict=True)}

    def raise_alarm(self, guild: GuildId, alarm: Alarm) -> None:
        """See `GuildWindows.raise_alarm`; it goes by itself when the raid ends."""
        with translated():
            pipeline = self._link.pipeline()
            pipeline.set(alarms.key_of(guild), alarms.row_of(alarm), pxat=alarm.until)
            pipeline.execute()

    def lately(self, guild: GuildId, now: datetime) -> Lately:
        """See `GuildWindows.lately`."""
        days = [now - timedelta(days=back) for back in range(DAYS)]
        with translated():
            pipeline = self._link.pipeline()
            pipeline.lrange(f"joins:{guild}", 0, JOINS_LENGTH - 1)
            pipeline.lrange(f"voices:{guild}", 0, VOICES_LENGTH - 1)
            for day in days:
                pipeline.hgetall(_day_key(guild, day))
            joins, voices, *counts = pipeline.execute()

        return Lately(
            joins=[_joined(row.decode()) for row in joins],
            voices=[_voice(row.decode()) for row in voices],
            hours={
                _hour(day, int(hour)): int(count)
                for day, found in zip(days, counts, strict=True)
                for hour, count in found.items()
            },
        )


def _push(pipeline: Pipeline, key: str, row: str, length: int) -> None:
    pipeline.lpush(key, row)
    pipeline.ltrim(key, 0, length - 1)


def _day_key(guild: GuildId, at: datetime) -> str:
    return f"arrivals:{guild}:{at.astimezone(UTC):%Y%m%d}"


def _hour(day: datetime, hour: int) -> datetime:
    return day.astimezone(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)


def _joined(row: str) -> Joined:
    """The name comes last: it may hold any sign."""
    user, at, name = row.split("|", 2)

    return Joined(user=UserId(int(user)), at=_moment(at), name=name)


def _row(voice: Voice) -> str:
    flags = f"{int(voice.newcomer)}{int(voice.lure)}"
    at_members = ",".join(str(user) for user in voice.at_members)
    at = int(voice.at.timestamp() * 1000)
    return (
        f"{voice.message}|{at}|{voice.user}|{voice.channel}|{voice.fingerprint}|{voice.shape:x}"
        f"|{voice.toxicity:.4f}|{flags}|{at_members}"
    )


def _voice(row: str) -> Voice:
    message, at, user, channel, fingerprint, shape, toxicity, flags, at_members = row.split("|")

    return Voice(
        message=MessageId(int(message)),
        at=_moment(at),
        user=UserId(int(user)),
        channel=ChannelId(int(channel)),
        fingerprint=fingerprint,
        shape=int(shape, 16),
        toxicity=float(toxicity),
        newcomer=flags[0] == "1",
        lure=flags[1] == "1",
        at_members=tuple(UserId(int(one)) for one in at_members.split(",") if one),
    )


def _moment(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
