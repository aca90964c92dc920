"""Open envelopes and give every event to whom it concerns. What nobody can read is put aside."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.discord.envelope import Envelope, Event, MalformedEnvelopeError, decode
from app.discord.messages import message_of
from app.domain.errors import Malformed
from app.domain.ids import GuildId, parse_snowflake
from app.ports.errors import PortError
from app.ports.records import Records, Unreadable
from app.services.heed_audit_log import HeedAuditLog
from app.services.judge_messages import Batch, JudgeMessages, Received
from app.services.learn_guild import LearnGuild

log = logging.getLogger(__name__)

MESSAGES = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One queue message: its id, to name it when it must come again, and its body."""

    id: str
    body: str


class HandleEnvelopes:
    """What the `moderate` function does with a batch of deliveries."""

    def __init__(
        self,
        *,
        judge: JudgeMessages,
        learn: LearnGuild,
        heed: HeedAuditLog,
        records: Records,
        clock: Callable[[], datetime],
    ) -> None:
        self._judge = judge
        self._learn = learn
        self._heed = heed
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
            return self._heard(event.t, guild, _payload(event), key=key)
        except (Malformed, ValueError, TypeError) as error:
            log.warning("unreadable event", extra={"key": key, "fault": type(error).__name__})
            self._put_aside(key, _raw(event), type(error).__name__)
            return None

    def _heard(
        self, name: str, guild: GuildId, payload: Mapping[str, Any], *, key: str
    ) -> Received | None:
        if name in MESSAGES:
            return _to_judge(name, guild, payload, key=key)
        if name in LearnGuild.EVENTS:
            self._learn(name, guild, payload)
        elif name in HeedAuditLog.EVENTS:
            self._heed(guild, payload)

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


def _to_judge(
    name: str, guild: GuildId, payload: Mapping[str, Any], *, key: str
) -> Received | None:
    """The message, unless the edit is Discord's own: a link's preview, a pin, a thread."""
    if name == "MESSAGE_UPDATE" and not payload.get("edited_timestamp"):
        return None
    message = message_of(payload)
    if message.guild != guild:
        raise ValueError("a message of another guild")

    return Received(message=message, key=key, raw=json.dumps(payload))


def _payload(event: Event) -> Mapping[str, Any]:
    payload = event.payload()
    if not isinstance(payload, Mapping):
        raise TypeError("payload is no object")

    return payload


def _raw(event: Event) -> str:
    return bytes(event.d).decode("utf-8", "replace")
