"""Cases, their orders and old policies in DynamoDB, to look at."""

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import CaseItem, GuildItem, OrderItem, case_key, policy_key
from app.domain.ids import GuildId
from app.domain.order import Order
from app.domain.policies.policy import Policy
from app.domain.record.case import Case
from app.ports.case_files import StoredCase


class DynamoCaseFiles:
    """Implements `CaseFiles`."""

    def __init__(
        self, *, cases: type[CaseItem], orders: type[OrderItem], guilds: type[GuildItem]
    ) -> None:
        self._cases = cases
        self._orders = orders
        self._guilds = guilds

    def case(self, guild: GuildId, number: int) -> StoredCase | None:
        """See `CaseFiles.case`; reads consistently, since a version is built on it."""
        with translated("case"):
            try:
                item = self._cases.get(str(guild), case_key(number), consistent_read=True)
            except DoesNotExist:
                return None

            return StoredCase(case=codec.load(Case, item.body), version=int(item.version))

    def order(self, identity: str) -> Order | None:
        """See `CaseFiles.order`."""
        with translated("order"):
            try:
                return codec.load(Order, self._orders.get(identity).body)
            except DoesNotExist:
                return None

    def policy(self, guild: GuildId, version: int) -> Policy | None:
        """See `CaseFiles.policy`."""
        with translated("policy"):
            try:
                return codec.load(Policy, self._guilds.get(str(guild), policy_key(version)).body)
            except DoesNotExist:
                return None
