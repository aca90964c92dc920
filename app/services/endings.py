"""How one attempt at an effect ended, read off what Discord answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.domain.order import Effect, EffectState, RemoveTimeOut, TimeOut
from app.domain.preflight import NOT_A_MEMBER
from app.domain.recovery import is_done_when_gone
from app.ports.discord_api import Ambiguous, DiscordRejected, Gone, TextBlocked
from app.ports.errors import PortError
from app.services.effect_calls import PLAIN

UNCLEAR = "unclear"
"""In an entry that is SENT: the call is over, and nobody knows how it ended."""
_OF_MEMBERS = (TimeOut, RemoveTimeOut)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """`state` None: certainly nothing happened. `status` is Discord's answer in short.

    With `again` the effect is to be tried again: `at_once`, or when the order is next delivered.
    """

    state: EffectState | None
    error: str = ""
    status: str = ""
    result: Mapping[str, str] = field(default_factory=dict)
    again: PortError | None = None
    at_once: bool = False

    def unsent(self, before: EffectState) -> "Ending":
        """The same when the call itself was not made yet: what is unclear is not this call."""
        return self._unchanged(before) if self.again else self

    def after(self, before: EffectState) -> "Ending":
        """The same for an effect that was in state `before` when the call was made.

        An earlier call whose fate is unknown stays unknown, even if this one did nothing.
        """
        return self if self.state is not None else self._unchanged(before)

    def _unchanged(self, before: EffectState) -> "Ending":
        return replace(self, state=before, error=UNCLEAR if before is EffectState.SENT else "")


def done(result: Mapping[str, str]) -> Ending:
    """Discord said yes."""
    return Ending(state=EffectState.CONFIRMED, status="ok", result=result)


def ending_of(effect: Effect, error: PortError, known: Mapping[str, str]) -> Ending:
    """What an error means for the effect; `known` is the result in its entry."""
    if isinstance(error, Ambiguous):
        return Ending(
            state=EffectState.SENT, error=UNCLEAR, status=UNCLEAR, again=error, at_once=True
        )
    if isinstance(error, TextBlocked) and PLAIN not in known:
        return Ending(
            state=None, status=_status(error), result={PLAIN: "1"}, again=error, at_once=True
        )
    if isinstance(error, DiscordRejected):
        return _final(effect, error)

    return Ending(state=None, status="unavailable", again=error)


def _final(effect: Effect, error: DiscordRejected) -> Ending:
    if isinstance(error, Gone) and is_done_when_gone(effect, error.code):
        return Ending(state=EffectState.CONFIRMED, error=error.word, status=_status(error))
    left = isinstance(error, Gone) and isinstance(effect, _OF_MEMBERS)

    return Ending(
        state=EffectState.FAILED, error=NOT_A_MEMBER if left else error.word, status=_status(error)
    )


def _status(error: DiscordRejected) -> str:
    return f"{error.status}/{error.code}"
