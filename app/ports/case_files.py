"""What services need to read of cases."""

from dataclasses import dataclass
from typing import Protocol

from app.domain.ids import GuildId
from app.domain.order import Order
from app.domain.policies.policy import Policy
from app.domain.record.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCase:
    """A case and the version under which it is stored."""

    case: Case
    version: int


class CaseFiles(Protocol):
    """Cases and what they refer to. Every method may raise `Unavailable`."""

    def case(self, guild: GuildId, number: int) -> StoredCase | None:
        """The case as it stands now; None when there is none."""

    def order(self, identity: str) -> Order | None:
        """An order with its ledger; None when there is none."""

    def policy(self, guild: GuildId, version: int) -> Policy | None:
        """The policy as it was in this version; None when that is not known any more."""
