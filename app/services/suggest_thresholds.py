"""Suggest thresholds: what a guild's verdicts of a time say about its policy."""

from app.domain.ids import GuildId
from app.domain.look_back.calibration import Calibration, calibrate, with_suggestions
from app.domain.policies.policy import Policy
from app.ports.guilds import Guilds
from app.ports.pasts import Pasts
from app.services.simulate_draft import Period


class SuggestThresholds:
    """Reads, changes nothing: what comes of it is a draft for a person to try."""

    def __init__(self, *, pasts: Pasts, guilds: Guilds) -> None:
        self._pasts = pasts
        self._guilds = guilds

    def __call__(
        self, guild: GuildId, period: Period, *, most: int | None = None
    ) -> tuple[Calibration, Policy]:
        """What verdicts on the period's decisions say, and the policy with all suggestions.

        At most the last `most` cases and as many flags are read.
        """
        live = self._guilds.policy_of(guild)
        found = calibrate(self._pasts.acted(guild, period.since, period.until, most), live)

        return found, with_suggestions(live, found)
