"""The windows in Redis or Valkey: short lists by member and by channel, and claims on messages.

A list keeps its last entries for five minutes. Entries carry the message's id and are read with
each id once, so a message that was added twice counts once.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta

from app.adapters.redis import alarms
from app.adapters.redis.link import Client, Link, Pipeline, translated
from app.domain.behaviour import Recent
from app.domain.ids import ChannelId, MessageId, made_at
from app.ports.members import MemberKey
from app.ports.windows import ChannelKey, Claim, View

LIFETIME = timedelta(minutes=5)
CLAIM_LIFETIME = timedelta(minutes=15)
MEMBER_LENGTH = 50
"""Twice what a flood writes in a minute."""
CHANNEL_LENGTH = 20
_UNSCORED = "-"


class RedisWindows:
    """Implements `Windows`: a pipeline a call, a key a command, as a cluster asks."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._link = Link(connect)

    def claim(self, keys: Sequence[str], holder: str) -> Sequence[Claim]:
        """See `Windows.claim`."""
        if not keys:
            return []
        with translated():
            pipeline = self._link.pipeline()
            for key in keys:
                pipeline.set(f"claim:{key}", holder, nx=True, get=True, px=CLAIM_LIFETIME)
            holders = pipeline.execute()

        return [_claim(before, holder) for before in holders]

    def look(self, members: Collection[MemberKey], channels: Collection[ChannelKey]) -> View:
        """See `Windows.look`."""
        who, where = list(members), list(channels)
        guilds = sorted({guild for guild, _ in (*who, *where)})
        with translated():
            pipeline = self._link.pipeline()
            for member in who:
                pipeline.lrange(_member_key(member), 0, MEMBER_LENGTH - 1)
            for channel in where:
                pipeline.lrange(_channel_key(channel), 0, CHANNEL_LENGTH - 1)
            for guild in guilds:
                pipeline.get(alarms.key_of(guild))
            found = pipeline.execute()
        heats, heard = found[len(who) : len(who) + len(where)], found[len(who) + len(where) :]

        return View(
            recent={member: _recents(rows) for member, rows in zip(who, found, strict=False)},
            heat={channel: _heats(rows) for channel, rows in zip(where, heats, strict=True)},
            alarms={
                guild: alarms.alarm_in(row)
                for guild, row in zip(guilds, heard, strict=True)
                if row is not None
            },
        )

    def add(self, written: Sequence[tuple[MemberKey, Recent]]) -> None:
        """See `Windows.add`."""
        if not written:
            return
        with translated():
            pipeline = self._link.pipeline()
            for member, recent in written:
                _push(pipeline, _member_key(member), _row(recent), MEMBER_LENGTH)
                if recent.toxicity is not None:
                    row = f"{recent.message}|{recent.toxicity:.4f}"
                    _push(pipeline, _channel_key((member[0], recent.channel)), row, CHANNEL_LENGTH)
            pipeline.execute()


def _claim(before: bytes | None, holder: str) -> Claim:
    if before is None:
        return Claim.FRESH

    return Claim.AGAIN if before.decode() == holder else Claim.TAKEN


def _push(pipeline: Pipeline, key: str, row: str, length: int) -> None:
    pipeline.lpush(key, row)
    pipeline.ltrim(key, 0, length - 1)
    pipeline.pexpire(key, LIFETIME)


def _member_key(member: MemberKey) -> str:
    return f"recent:{member[0]}:{member[1]}"


def _channel_key(channel: ChannelKey) -> str:
    return f"heat:{channel[0]}:{channel[1]}"


def _row(recent: Recent) -> str:
    toxicity = _UNSCORED if recent.toxicity is None else f"{recent.toxicity:.4f}"
    at = int(recent.at.timestamp() * 1000)
    return (
        f"{recent.message}|{at}|{recent.channel}|{recent.fingerprint}|{toxicity}"
        f"|{recent.shape:x}|{recent.attachments}"
    )


def _recents(rows: Sequence[bytes]) -> list[Recent]:
    """Each message once, oldest first. Rows of an older release end with the toxicity."""
    by_id: dict[str, Recent] = {}
    for row in rows:
        message, at, channel, fingerprint, toxicity, *more = row.decode().split("|")
        shape, attachments = more or ("0", "")
        by_id.setdefault(
            message,
            Recent(
                message=MessageId(int(message)),
                at=datetime.fromtimestamp(int(at) / 1000, UTC),
                channel=ChannelId(int(channel)),
                fingerprint=fingerprint,
                toxicity=None if toxicity == _UNSCORED else float(toxicity),
                shape=int(shape, 16),
                attachments=attachments,
            ),
        )
    return sorted(by_id.values(), key=lambda one: one.at)


def _heats(rows: Sequence[bytes]) -> list[tuple[datetime, float]]:
    by_id = dict(row.decode().split("|") for row in reversed(rows))
    return [(made_at(int(message)), float(toxicity)) for message, toxicity in by_id.items()]
