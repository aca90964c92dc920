"""What services need to keep of what verdicts said about a guild's thresholds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ids import GuildId
from app.domain.look_back.calibration import Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """A calibration, when it was made, and the number of the policy that it is about."""

    calibration: Calibration
    policy: int
    at: datetime


class Calibrations(Protocol):
    """The last calibration of each guild. Every method may raise `Unavailable`."""

    def of(self, guild: GuildId) -> Calibrated | None:
        """The last one; None when there is none yet."""

    def ask(self, guild: GuildId, now: datetime) -> None:
        """Have one made as soon as can be. Asking again changes nothing."""

    def keep(self, guild: GuildId, calibrated: Calibrated, next_at: datetime) -> None:
        """Write one in the place of the last; the next one is due at `next_at`."""
