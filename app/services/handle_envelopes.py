"""Open envelopes and give every event to whom it concerns. What nobody can read is put aside."""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from app.discord.envelope import Envelope, Event, MalformedEnvelopeError, decode
from app.discord.messages import message_of
from app.domain.errors import Malformed
from app.domain.ids import GuildId, parse_snowflake
from app.domain.message import Message
from app.ports.errors import PortError
from app.ports.records import Records, Unreadable
from app.services.heed_audit_log import HeedAuditLog
from app.services.heed_joins import HeedJoins
from app.services.judge_messages import Batch, JudgeMessages, Received
from app.services.learn_guild import LearnGuild
from app.services.learn_threads import LearnThreads

log = logging.getLogger(__name__)

MESSAGES = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One queue message: its id, to name it when it must come again, and its body."""

    id: str
    body: str


class Reader(Protocol):
    """Reads what is no message, and yet is to be judged like one."""

    @property
    def EVENTS(self) -> frozenset[str]:  # noqa: N802 — a constant of each reader
        """The events it reads; no two readers share one."""

    def __call__(
        self, event: str, guild: GuildId, payload: Mapping[str, Any], at: datetime, /
    ) -> Message | None:
        """What is to be judged, if anything. Raises Malformed or Unavailable."""


class HandleEnvelopes:
    """What the `moderate` function does with a batch of deliveries."""

    def __init__(
        self,
        *,
        judge: JudgeMessages,
        learn: LearnGuild,
        threads: LearnThreads,
        heed: HeedAuditLog,
        joins: HeedJoins,
        readers: Sequence[Reader],
        records: Records,
        clock: Callable[[], datetime],
    ) -> None:
        self._judge = judge
        self._learn = learn
        self._threads = threads
        self._heed = heed
        self._joins = joins
        self._readers = readers
        self._records = records
        self._clock = clock

    def __call__(self, deliveries: Sequence[Delivery]) -> set[str]:
        """Handle all deliveries; returns the ids of those that must come again."""
        failed: set[str] = set()
        pages: dict[str, str] = {}
        batches: list[Batch] = []
        for delivery in deliveries:
            try:
                batch = self._open(delivery)
            except PortError as error:
                log.warning("not handled", extra={"fault": str(error)})
                failed.add(delivery.id)
                continue
            if batch and batch.page not in pages:
                batches.append(batch)
            if batch:
                pages.setdefault(batch.page, delivery.id)
        try:
            tally = self._judge(batches)
        except PortError as error:
            log.warning("not judged", extra={"fault": str(error)})
            return failed | set(pages.values())
        log.info(
            "judged",
            extra={"judged": tally.judged, "acted": tally.acted, "repeated": tally.repeated},
        )
        return failed | {pages[page] for page in tally.failed}

    def _open(self, delivery: Delivery) -> Batch | None:
        try:
            envelope = decode(delivery.body)
            guild = GuildId(parse_snowflake(envelope.guild))
        except (MalformedEnvelopeError, ValueError):
            self._put_aside(delivery.id, delivery.body, "no envelope")
            return None
        received = [
            one for event in envelope.events if (one := self._route(envelope, guild, event))
        ]

        sent_at = datetime.fromtimestamp(envelope.sent / 1000, UTC)
        return Batch(
            page=_page_of(envelope, sent_at, received),
            guild=guild,
            sent_at=sent_at,
            received=received,
        )

    def _route(self, envelope: Envelope, guild: GuildId, event: Event) -> Received | None:
        """Handle one event at once, or hand back a message to be judged with the others."""
        key = f"{envelope.id}#{event.s}"
        try:
            message = self._heard(event, guild, _payload(event), _at(envelope, event))
            return Received(message=message, key=key, raw=_raw(event)) if message else None
        except (Malformed, ValueError, TypeError) as error:
            log.warning("unreadable event", extra={"key": key, "fault": type(error).__name__})
            self._put_aside(key, _raw(event), type(error).__name__)
            return None

    def _heard(
        self, event: Event, guild: GuildId, payload: Mapping[str, Any], at: datetime
    ) -> Message | None:
        name = event.t
        if name in MESSAGES:
            return _to_judge(name, guild, payload)
        if name in LearnGuild.EVENTS:
            self._learn(name, guild, payload)
        elif name in HeedAuditLog.EVENTS:
            self._heed(guild, payload)
        elif name in HeedJoins.EVENTS:
            self._joins(guild, payload)
        elif name in LearnThreads.EVENTS:
            self._threads(name, guild, payload)
        for reader in self._readers:
            if name in reader.EVENTS:
                return reader(name, guild, payload, at)

        return None

    def _put_aside(self, key: str, raw: str, fault: str) -> None:
        self._records.quarantine([Unreadable(key=key, raw=raw, fault=fault)], self._clock())


def _page_of(envelope: Envelope, sent_at: datetime, received: Sequence[Received]) -> str:
    """Names the page by what is on it and where it is filed.

    The envelope's id alone does not: it names the first event, and a gateway that was killed packs
    what comes after it anew, with more or fewer events and at another hour.
    """
    parts = [f"{sent_at:%Y-%m-%dT%H}", *(one.once for one in received)]
    digest = hashlib.blake2s("|".join(parts).encode(), digest_size=6).hexdigest()

    return f"{envelope.id}:{digest}"


def _to_judge(name: str, guild: GuildId, payload: Mapping[str, Any]) -> Message | None:
    """The message, unless the edit is Discord's own: a link's preview, a pin, a thread."""
    if name == "MESSAGE_UPDATE" and not payload.get("edited_timestamp"):
        return None
    message = message_of(payload)
    if message.guild != guild:
        raise ValueError("a message of another guild")

    return message


def _at(envelope: Envelope, event: Event) -> datetime:
    """When an event was received that carries no time itself."""
    return datetime.fromtimestamp((event.at or envelope.sent) / 1000, UTC)


def _payload(event: Event) -> Mapping[str, Any]:
    payload = event.payload()
    if not isinstance(payload, Mapping):
        raise TypeError("payload is no object")

    return payload


def _raw(event: Event) -> str:
    return bytes(event.d).decode("utf-8", "replace")
