from app.domain.ids import UserId
from app.domain.notice import Notice
from app.domain.order import EffectState, SendNotice
from app.ports.errors import Unavailable
from app.services.endings import UNCLEAR, ending_of

DM = SendNotice(user=UserId(1), notice=Notice("dm.warn"), locale="en")


def test_what_is_unclear_stays_so_when_its_repetition_cannot_be_prepared() -> None:
    """Contracts 1.8: nobody else is at it, so the next delivery need not wait for who might be."""
    ending = ending_of(DM, Unavailable("rate limit"), {}).unsent(EffectState.SENT)

    assert (ending.state, ending.error) == (EffectState.SENT, UNCLEAR)


def test_what_was_never_sent_stays_planned_when_it_cannot_be_prepared() -> None:
    ending = ending_of(DM, Unavailable("rate limit"), {}).unsent(EffectState.PLANNED)

    assert (ending.state, ending.error) == (EffectState.PLANNED, "")
