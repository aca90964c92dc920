"""Made-up values for tests; name only what matters to the test."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.behaviour import Behaviour, Recent
from app.domain.evidence import Evidence, Subject
from app.domain.guild import GuildFacts, Role
from app.domain.ids import ChannelId, GuildId, MessageId, RoleId, UserId, snowflake_at
from app.domain.message import Author, Message
from app.domain.record.standing import Standing
from app.domain.signal import CLASSIFIER, Signal

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GUILD = GuildId(81384788765712384)
CHANNEL = ChannelId(81384788765712999)
OLD_ACCOUNT = UserId(snowflake_at(datetime(2017, 1, 1, tzinfo=UTC)))
JOINED = datetime(2020, 1, 1, tzinfo=UTC)


def a_message(content: str = "hello there", **changes: Any) -> Message:
    sent_at = changes.pop("sent_at", NOW)
    values: dict[str, Any] = {
        "guild": GUILD,
        "channel": CHANNEL,
        "id": MessageId(snowflake_at(sent_at) + 1),
        "author": Author(id=OLD_ACCOUNT, joined_at=JOINED),
        "sent_at": sent_at,
        "content": content,
    }
    return Message(**(values | changes))


def a_signal(score: float = 0.97, label: str = "toxic", source: str = CLASSIFIER) -> Signal:
    return Signal(source=source, label=label, score=score, version="test")


def evidence(toxicity: float = 0.97, **changes: Any) -> Evidence:
    values: dict[str, Any] = {
        "guild": GUILD,
        "channel": CHANNEL,
        "message": MessageId(snowflake_at(NOW) + 1),
        "revision": "0" * 16,
        "subject": Subject(user=OLD_ACCOUNT),
        "spoken_at": NOW,
        "judged_at": NOW + timedelta(seconds=1),
        "signals": (a_signal(toxicity),),
        "behaviour": Behaviour(),
        "standing": Standing(),
    }
    return Evidence(**(values | changes))


def recents(*scores: float | None, every: timedelta = timedelta(seconds=2)) -> list[Recent]:
    """Recent messages with these toxicities, oldest first, the last one `every` before NOW."""
    count = len(scores)
    return [
        Recent(
            message=MessageId(index + 1),
            at=NOW - (count - index) * every,
            channel=CHANNEL,
            fingerprint=f"f{index}",
            toxicity=score,
        )
        for index, score in enumerate(scores)
    ]


def some_facts(**changes: Any) -> GuildFacts:
    values: dict[str, Any] = {
        "id": GUILD,
        "name": "A server",
        "owner": UserId(1),
        "roles": (Role(id=RoleId(int(GUILD)), position=0, permissions=0),),
    }
    return GuildFacts(**(values | changes))
