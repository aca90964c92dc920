"""Cases, flags and appeals, as far as carrying out an order reads and completes them."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.domain.appeals.appeal import Appeal
from app.domain.ids import GuildId, MessageId
from app.domain.record.case import Case
from app.domain.record.flag import Flag


class Papers(Protocol):
    """Reads are consistent. A `change` may be asked for several times and must be pure.

    All raise `Unavailable` when it cannot be done now. Changing what does not exist does nothing,
    and nothing is written when `change` changes nothing.
    """

    def case(self, guild: GuildId, number: int) -> Case | None: ...

    def change_case(self, guild: GuildId, number: int, change: Callable[[Case], Case]) -> None: ...

    def flag(self, guild: GuildId, message: MessageId, made_at: datetime) -> Flag | None:
        """The flag of a message made at that moment (an edited message may be flagged again)."""

    def change_flag(
        self, guild: GuildId, message: MessageId, made_at: datetime, change: Callable[[Flag], Flag]
    ) -> None: ...

    def appeal(self, guild: GuildId, appeal: str) -> Appeal | None: ...

    def change_appeal(
        self, guild: GuildId, appeal: str, change: Callable[[Appeal], Appeal]
    ) -> None: ...
