"""Bytes in, reply out: signature, replay, routing, and an answer whatever happens.

Nothing of a request is looked at before its signature is right; then every request is answered with
200 and a message that the person understands, also when something breaks.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.discord import ascii_json
from app.discord.answer import LEGAL, NO_CHOICES, PONG, Answer, only_for_you
from app.discord.escape import safe
from app.discord.interaction import Interaction, Kind, is_ping, read_interaction
from app.domain.errors import DomainError, Malformed
from app.domain.notice import Notice
from app.i18n import words
from app.interactions.routes import Router
from app.interactions.signature import Verifier
from app.ports.errors import Conflict, PortError
from app.ports.replies import Replies

MAX_BODY = 512 * 1024
"""Far above any interaction: a body that is longer cannot be Discord's."""
REMEMBERED = timedelta(minutes=20)
"""Longer than an interaction's token lives (T-2)."""
PAUSE = timedelta(milliseconds=50)
JSON = {"content-type": "application/json"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back over HTTP."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)


UNSIGNED = Reply(status=401, body=b"{}")
UNREADABLE = Reply(status=400, body=b"{}")


class InteractionEndpoint:
    """Answers Discord's interactions."""

    def __init__(
        self,
        *,
        verifier: Verifier,
        window: timedelta,
        router: Router,
        replies: Replies,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
        patience: timedelta,
    ) -> None:
        self._verifier = verifier
        self._window = window
        self._router = router
        self._replies = replies
        self._clock = clock
        self._pause = pause
        self._patience = patience

    def handle(self, body: bytes, signature: str | None, timestamp: str | None) -> Reply:
        """The reply to one request; never an exception (IN-2, IN-3, G-7)."""
        now = self._clock()
        if not self._is_genuine(body, signature, timestamp, now):
            return UNSIGNED
        try:
            payload = ascii_json.loads(body)
        except ValueError:
            return UNREADABLE
        if not isinstance(payload, dict):
            return UNREADABLE
        if is_ping(payload):
            return _reply(PONG)
        try:
            interaction = read_interaction(payload)
        except Malformed:
            _log.warning("interaction.unreadable")
            return UNREADABLE

        return self._once(interaction, now)

    def _is_genuine(
        self, body: bytes, signature: str | None, timestamp: str | None, now: datetime
    ) -> bool:
        if len(body) > MAX_BODY:
            return False
        signed_at = self._verifier.signed_at(body, signature, timestamp)
        if signed_at is None:
            return False
        skew = now - datetime.fromtimestamp(signed_at, UTC)
        if abs(skew) > self._window:
            _log.warning("interaction.skewed", extra={"seconds": int(skew.total_seconds())})
            return False

        return True

    def _once(self, interaction: Interaction, now: datetime) -> Reply:
        """One effect and one reply, however often the same interaction is sent (T-2)."""
        try:
            if not self._replies.claim(interaction.id, now=now, until=now + REMEMBERED):
                return self._first_reply(interaction)
            reply = _reply(self._answer(interaction, now))
        except PortError as error:  # not kept: a store that is gone would cost its time twice
            return _reply(_unavailable(interaction, error))
        _log.info("interaction", extra=_seen(interaction, millis=_millis(self._clock() - now)))
        try:
            self._replies.keep(interaction.id, reply.body, until=now + REMEMBERED)
        except PortError as error:
            _log.warning("interaction.reply_not_kept", extra={"error": type(error).__name__})

        return reply

    def _first_reply(self, interaction: Interaction) -> Reply:
        """What the first of them was answered, waiting for it a moment."""
        deadline = self._clock() + self._patience
        while self._clock() < deadline:
            body = self._replies.first(interaction.id)
            if body is not None:
                return Reply(status=200, body=body)
            self._pause(PAUSE.total_seconds())

        return _reply(_tell(interaction, Notice("error.busy")))

    def _answer(self, interaction: Interaction, now: datetime) -> Answer:
        """What the route says, or why it says nothing. Raises `PortError` when stores are gone."""
        try:
            answer = self._router.answer(interaction, now=now, say=words(interaction.locale))
        except DomainError as error:
            _log.info("interaction.refused", extra=_seen(interaction, reason=error.notice.key))
            return _tell(interaction, error.notice)
        except Conflict:
            return _tell(interaction, Notice("error.busy"))
        except PortError:
            raise
        except Exception:  # noqa: BLE001 — a bug must not cost the person an answer, nor us the URL
            _log.exception("interaction.broken", extra=_seen(interaction))
            return _tell(interaction, Notice("error.bug"))
        if answer.kind not in LEGAL[interaction.kind]:
            _log.error("interaction.illegal_answer", extra=_seen(interaction))
            return _tell(interaction, Notice("error.bug"))

        return answer


def _unavailable(interaction: Interaction, error: PortError) -> Answer:
    _log.warning("interaction.unavailable", extra=_seen(interaction, error=type(error).__name__))

    return _tell(interaction, Notice("error.unavailable"))


def _seen(interaction: Interaction, **more: object) -> dict[str, object]:
    """What a log may say of an interaction: ids, never a text or a token (T-18)."""
    return {
        "kind": interaction.kind.name.lower(),
        "guild": interaction.guild,
        "user": interaction.user,
        **more,
    }


def _millis(time: timedelta) -> int:
    return round(time / timedelta(milliseconds=1))


def _tell(interaction: Interaction, notice: Notice) -> Answer:
    """Say it to the person; while somebody is still typing there is nothing to say."""
    if interaction.kind is Kind.AUTOCOMPLETE:
        return NO_CHOICES

    return only_for_you(words(interaction.locale)(safe(notice)))


def _reply(answer: Answer) -> Reply:
    return Reply(status=200, body=_json(answer.payload()))


def _json(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=True).encode("ascii")
