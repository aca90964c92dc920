"""Charge violations: bring cases that punished a member onto their reputation, or take them off.

The case itself says which, as it stands: a voided one no longer counts. Charging or refunding the
same case twice changes nothing (LK-046).
"""

from collections.abc import Callable
from datetime import datetime

from app.domain.ids import GuildId, UserId
from app.domain.record.case import Case
from app.domain.reputation.record import Reputation
from app.ports.case_files import CaseFiles
from app.ports.deadlines import Due
from app.ports.guilds import Guilds
from app.ports.reputations import Reputations
from app.services.keep_reputation import keep_changed


class ChargeViolation:
    """Acts on the slip of a case."""

    def __init__(
        self,
        *,
        cases: CaseFiles,
        reputations: Reputations,
        guilds: Guilds,
        case_of: Callable[[str], int],
    ) -> None:
        self._cases = cases
        self._reputations = reputations
        self._guilds = guilds
        self._case_of = case_of

    def __call__(self, due: Due, now: datetime) -> None:
        """Charge or refund one case.

        Raises:
            PortError: it could not be done now; doing it again is harmless.
        """
        guild, user = (int(part) for part in due.pk.split("#"))
        policy = self._guilds.policy_of(GuildId(guild))
        stored = self._cases.case(GuildId(guild), self._case_of(due.sk))
        if stored is not None and policy.reputation.enabled:
            keep_changed(
                self._reputations,
                (GuildId(guild), UserId(user)),
                lambda record: _with(record, stored.case),
                policy=policy,
                now=now,
            )
        self._reputations.done(due)


def _with(record: Reputation, case: Case) -> Reputation:
    if case.counts:
        return record.charged(case.number, case.made_at)

    return record.refunded(case.number)
