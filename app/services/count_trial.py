"""Count what a draft in shadow would have done: a job of sweep, some hours at a time."""

from datetime import datetime, timedelta

from app.domain.ids import GuildId
from app.domain.look_back.shadow import draft_of
from app.domain.look_back.trial import SETTLED, count
from app.ports.deadlines import Due
from app.ports.pasts import Pasts
from app.ports.trials import Trials
from app.services.simulate_draft import Period, in_order

MOST_HOURS = timedelta(hours=6)
"""At once: seconds even for a busy guild, so that one guild holds up no other for long."""


class CountTrial:
    """Decides again what was judged since the last count. Acts on nobody.

    Hours and what they add up to are written together over the revision that was read, so each
    hour counts once, whoever counts it and however often that is tried.
    """

    def __init__(self, *, trials: Trials, pasts: Pasts) -> None:
        self._trials = trials
        self._pasts = pasts

    def __call__(self, due: Due, now: datetime) -> None:
        """Count the next hours of one guild's trial.

        Raises:
            Conflict: somebody else counted it, or the trial was stopped or replaced.
        """
        guild = GuildId(int(due.pk))
        trial = self._trials.trial_of(guild)
        if trial is None:
            return
        ripe = (now - SETTLED).replace(minute=0, second=0, microsecond=0)
        until = min(ripe, trial.counted_until + MOST_HOURS)
        if until <= trial.counted_until:
            return
        period = Period(since=trial.counted_until, until=until)
        pasts = (past for hour in in_order(self._pasts, guild, period) for past in hour)
        days = count(pasts, draft_of(trial.policy))
        self._trials.count(guild, trial.counted(days, until))
