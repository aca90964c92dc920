"""The tables, one per aggregate: keys, indexes and a JSON `body` with the domain value.

Table names come from the settings, so models are bound to a table by `bound`, not at import.
"""

from typing import Any, TypeVar

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

M = TypeVar("M", bound=Model)


class Item(Model):
    """What every item has. `version` grows with each write; `expires_at` is for TTL, in seconds."""

    body = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)
    expires_at = NumberAttribute(null=True)


class Keyed(Item):
    """An item found by partition and sort key."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class ByMember(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call] # PynamoDB's own
    """Everything about one member of one guild, oldest first."""

    class Meta:
        index_name = "by_member"
        projection = AllProjection()

    member_key = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class GuildItem(Keyed):
    """pk guild id; sk `facts`, `policy#current`, `policy#<version>`, `counter#case`."""

    counter = NumberAttribute(null=True)


class MemberItem(Keyed):
    """pk `<guild>#<user>`; sk `member`."""


class CaseItem(Keyed):
    """pk guild id; sk the number with ten digits."""

    member_key = UnicodeAttribute()
    by_member = ByMember()


class EvidencePage(Keyed):
    """pk `<guild>#<hour>`; sk envelope id; `page` as `pages` packs it. Also the quarantine."""

    page = BinaryAttribute(legacy_encoding=False)


class OrderItem(Item):
    """pk order id. The table's stream feeds the queue of orders."""

    pk = UnicodeAttribute(hash_key=True)
    group = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)


class AppealItem(Keyed):
    """pk guild id; sk appeal id."""

    member_key = UnicodeAttribute()
    status = UnicodeAttribute()
    by_member = ByMember()


class FlagItem(Keyed):
    """pk guild id; sk `<message id>:<revision>`."""

    status = UnicodeAttribute()


class SeenItem(Item):
    """pk a once-only key."""

    pk = UnicodeAttribute(hash_key=True)


def bound(
    model: type[M],
    table: str,
    *,
    region: str,
    endpoint: str | None = None,
    keys: tuple[str, str] | None = None,
) -> type[M]:
    """The model as a class of its own that reads and writes `table`.

    Args:
        model: one of the classes above.
        table: the table's real name.
        region: AWS region.
        endpoint: only for an AWS on this machine.
        keys: access key and secret, where they do not stand in the environment.
    """
    key, secret = keys or (None, None)
    meta = type(
        "Meta",
        (),
        {
            "aws_access_key_id": key,
            "aws_secret_access_key": secret,
            "table_name": table,
            "region": region,
            "host": endpoint,
            "max_retry_attempts": 5,
            "connect_timeout_seconds": 2,
            "read_timeout_seconds": 5,
        },
    )
    made: type[M] = type(model.__name__, (model,), {"Meta": meta})
    return made


def member_key(guild: int, user: int) -> str:
    """The key of a member of a guild."""
    return f"{guild}#{user}"


def case_key(number: int) -> str:
    """Numbers sort as text: ten digits."""
    return f"{number:010d}"
