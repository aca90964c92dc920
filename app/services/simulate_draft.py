"""Simulate a draft: decide again, under it, what is on record of a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge

from app.domain.ids import GuildId
from app.domain.look_back.hindsight import Past
from app.domain.look_back.shadow import RuleName, draft_of, fixed_terms, unseen
from app.domain.look_back.simulation import Simulation, Simulator
from app.domain.policies.policy import Policy
from app.ports.guilds import Guilds
from app.ports.pasts import Pasts

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since`, inclusive, to `until`, exclusive."""

    since: datetime
    until: datetime

    def hours(self) -> list[datetime]:
        """The hours whose pages may hold something of it; messages are judged soon after."""
        first = (self.since - HOUR).replace(minute=0, second=0, microsecond=0)
        count = int((self.until - first) / HOUR) + 1

        return [first + index * HOUR for index in range(count)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What a draft would have done, and what nobody can say.

    `unseen` are rules of the draft that look for other things than the live policy's do, for the
    guilds where that is so; `unknown` counts the decisions for which they did not look. `fixed` are
    terms of observation in which the draft differs, and which were left as they were.
    """

    simulation: Simulation
    guilds: Sequence[GuildId]
    unseen: Sequence[RuleName]
    unknown: int
    fixed: Sequence[str] = ()


class SimulateDraft:
    """Reads, changes nothing."""

    def __init__(self, *, pasts: Pasts, guilds: Guilds) -> None:
        self._pasts = pasts
        self._guilds = guilds

    def __call__(
        self,
        draft: Policy,
        period: Period,
        *,
        guild: GuildId | None = None,
        step: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> Simulated:
        """Decide everything of the period again.

        Args:
            draft: the policy to try.
            period: by the time of the decisions.
            guild: only this one; otherwise all.
            step: hears how many of how many hours are done.
        """
        guilds = [guild] if guild is not None else list(self._pasts.guilds())
        tried = draft_of(draft)
        simulator = Simulator(tried)
        blind: dict[RuleName, None] = {}
        fixed: dict[str, None] = {}
        unknown, hours = 0, len(period.hours())
        for index, one in enumerate(guilds):
            live = self._guilds.policy_of(one)
            missing = unseen(live.rules, draft.rules)
            blind |= dict.fromkeys(missing)
            fixed |= dict.fromkeys(fixed_terms(live, draft))
            for done, pasts in enumerate(in_order(self._pasts, one, period), start=1):
                for past in pasts:
                    simulator.add(past)
                    sight = past.evidence.shadow
                    unknown += bool(missing) and (sight is None or sight.rules != tried.sees)
                step(index * hours + done, len(guilds) * hours)

        return Simulated(
            simulation=simulator.result(),
            guilds=guilds,
            unseen=tuple(blind),
            unknown=unknown,
            fixed=tuple(fixed),
        )


def in_order(pasts: Pasts, guild: GuildId, period: Period) -> Iterator[Sequence[Past]]:
    """Everything decided in the period, oldest first, each message once in each wording.

    It comes by the hour, so that weeks need no more memory than the fullest of their hours.
    """
    acted = list(pasts.acted(guild, period.since, period.until))
    met = {past.evidence.key for past in acted}
    for hour in period.hours():
        clean: list[Past] = []
        for past in pasts.clean(guild, hour):
            evidence = past.evidence
            if period.since <= evidence.judged_at < period.until and evidence.key not in met:
                met.add(evidence.key)
                clean.append(past)
        clean.sort(key=_judged_at)
        end = next((i for i, one in enumerate(acted) if _judged_at(one) >= hour + HOUR), len(acted))
        yield list(merge(clean, acted[:end], key=_judged_at))
        del acted[:end]


def _judged_at(past: Past) -> datetime:
    return past.evidence.judged_at
