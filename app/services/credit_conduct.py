"""Credit conduct: bring what a guild's evidence says onto its members' reputation (LK-021, LK-026).

Runs long after the messages and apart from them, so that none waits for it. It may stop anywhere
and be done again: the same hour counted twice is the same count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from app.domain.ids import GuildId
from app.domain.policies.policy import Policy
from app.domain.reputation.counter import HOUR, Counter
from app.domain.reputation.pace import LONGEST, next_pause
from app.domain.reputation.policy import ReputationPolicy
from app.domain.reputation.record import Day, Reputation
from app.domain.reputation.tally import Tally, joined, tally_of
from app.ports.deadlines import Due
from app.ports.guilds import Guilds
from app.ports.reputations import Counters, Pages, Reputations
from app.services.keep_reputation import keep_changed

MOST = 20_000
"""Messages after which a counting stops, to go on when it is next due: seconds of work."""
AT_ONCE = 50
"""Records read together; DynamoDB allows 100 a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one counting read: until when, and whether that was everything."""

    tally: Tally
    until: datetime
    complete: bool


class CreditConduct:
    """Acts on a guild's counter when it is due."""

    def __init__(
        self,
        *,
        counters: Counters,
        pages: Pages,
        reputations: Reputations,
        guilds: Guilds,
        every: timedelta | None = None,
        most: int = MOST,
    ) -> None:
        """With `every` a guild is counted so often, whatever it costs."""
        self._counters = counters
        self._pages = pages
        self._reputations = reputations
        self._guilds = guilds
        self._every = every
        self._most = most

    def __call__(self, due: Due, now: datetime) -> None:
        """Count what is new in one guild.

        Raises:
            PortError: it could not be finished; doing it again is harmless.
        """
        guild = GuildId(int(due.pk))
        counter = self._counters.of(guild)
        if counter is None:
            return
        policy = self._guilds.policy_of(guild)
        if not policy.reputation.enabled:
            idle = replace(counter, counted_at=now, resume_at=None, pause=LONGEST)
            self._counters.move(guild, idle, now + LONGEST)
            return

        found = self._read(guild, counter, now)
        messages, writes = self._credit(guild, found.tally, policy, now)

        if found.complete:
            pause = self._every or next_pause(counter.pause, messages=messages, writes=writes)
            done = replace(counter, counted_at=now, resume_at=None, pause=pause)
            self._counters.move(guild, done, now + pause)
        else:
            self._counters.move(guild, replace(counter, resume_at=found.until), now)

    def _read(self, guild: GuildId, counter: Counter, now: datetime) -> Found:
        """Whole hours, until there is enough to do."""
        tallies: list[Tally] = []
        read, until = 0, now
        for hour in counter.hours(now):
            if read >= self._most:
                return Found(tally=joined(tallies), until=until, complete=False)
            clean = [(past.evidence, past.decision) for past in self._pages.clean(guild, hour)]
            tallies.append(tally_of(hour, clean))
            read, until = read + len(clean), hour + HOUR

        return Found(tally=joined(tallies), until=now, complete=True)

    def _credit(
        self, guild: GuildId, tally: Tally, policy: Policy, now: datetime
    ) -> tuple[int, int]:
        """New messages on the records, and how many records were written."""
        messages = writes = 0
        everybody = list(tally)
        for first in range(0, len(everybody), AT_ONCE):
            users = everybody[first : first + AT_ONCE]
            known = self._reputations.of([(guild, user) for user in users])
            for user in users:
                changed = keep_changed(
                    self._reputations,
                    (guild, user),
                    partial(_counted, tally[user], policy.reputation),
                    policy=policy,
                    now=now,
                    known=known[guild, user],
                )
                if changed:
                    before, after = changed
                    messages += after.all_messages - before.all_messages
                    writes += 1

        return messages, writes


def _counted(days: Mapping[date, Day], policy: ReputationPolicy, record: Reputation) -> Reputation:
    return record.counted(days, policy)
