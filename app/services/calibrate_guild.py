"""A guild's calibration is due: read again what people said of its last decisions."""

from datetime import datetime, timedelta

from app.domain.ids import GuildId
from app.ports.calibrations import Calibrated, Calibrations
from app.ports.deadlines import Due
from app.services.simulate_draft import Period
from app.services.suggest_thresholds import SuggestThresholds

LOOKS_BACK = timedelta(days=90)
"""As long as flags are kept."""
MOST = 2000
"""Cases, and as many flags: a few seconds. What is older says less about today's policy."""
EVERY = timedelta(days=1)
"""So that whoever asks sees yesterday's numbers at once, and new ones a minute later."""


class CalibrateGuild:
    """Acts on due calibrations. Repeating it changes nothing but the numbers' time."""

    def __init__(self, *, suggest: SuggestThresholds, calibrations: Calibrations) -> None:
        self._suggest = suggest
        self._calibrations = calibrations

    def __call__(self, due: Due, now: datetime) -> None:
        """Calibrate one guild.

        Raises:
            Unavailable: it cannot be read now.
        """
        guild, period = GuildId(int(due.pk)), Period(since=now - LOOKS_BACK, until=now)
        calibration, draft = self._suggest(guild, period, most=MOST)
        self._calibrations.keep(
            guild,
            Calibrated(calibration=calibration, policy=draft.version, at=now),
            next_at=now + EVERY,
        )
