"""A case has a deadline: the words of the message must go (T-19). What was decided stays."""

from datetime import datetime

from app.ports.deadlines import Due
from app.ports.upkeep import Upkeep


class ForgetWords:
    """Acts on due cases. Repeating it changes nothing."""

    def __init__(self, *, upkeep: Upkeep) -> None:
        self._upkeep = upkeep

    def __call__(self, due: Due, now: datetime) -> None:
        """Take the words out of one case, if they may not be kept any longer.

        Raises:
            Conflict: somebody else changed the case; it stays due.
            Unavailable: it cannot be done now.
        """
        stored = self._upkeep.case_of(due)
        if stored is None:
            return
        case = stored.case
        if case.words_due_at is not None and case.words_due_at <= now:
            case = case.without_words()
        self._upkeep.keep_case(due, case, stored.version)
