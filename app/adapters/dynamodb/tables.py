"""The tables, one per aggregate: keys, indexes and a JSON `body` with the domain value.

What is due at some time carries `due` and `due_at` (see `deadline`), and only such items stand in
the index `by_deadline`: sweep finds them without reading anything else.

Table names come from the settings, so models are bound to a table by `bound`, not at import.
"""

from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

M = TypeVar("M", bound=Model)

DUE: Final = "due"
"""The usual partition of `by_deadline`. It takes a thousand new deadlines a second."""


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


class ByDeadline(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call] # PynamoDB's own
    """What has a deadline, the earliest first. Holds keys only: who is due is read afresh."""

    class Meta:
        index_name = "by_deadline"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Timed(Keyed):
    """An item that may have a deadline. `tries` counts how often acting on it failed."""

    due = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    tries = NumberAttribute(null=True)
    by_deadline = ByDeadline()


class GuildItem(Timed):
    """pk guild id; sk `facts`, `policy#current`, `policy#<version, ten digits>`, `counter#case`.

    `change` says who made a policy; `upcoming` is a version that waits for its time (and is due
    then), `origin` a digest of the policy file that the guild's policy began with.
    """

    counter = NumberAttribute(null=True)
    change = UnicodeAttribute(null=True)
    upcoming = UnicodeAttribute(null=True)
    origin = UnicodeAttribute(null=True)


class ByPoints(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call] # PynamoDB's own
    """A guild's leaderboard: the key of every member's reputation, by points."""

    class Meta:
        index_name = "by_points"
        projection = KeysOnlyProjection()

    board = UnicodeAttribute(hash_key=True)
    points = NumberAttribute(range_key=True)


class MemberItem(Timed):
    """pk `<guild>#<user>`; sk `member`, `reputation`, `slip#<case>`.

    Only a reputation has `board`, the guild it is listed in, and `points`.
    """

    board = UnicodeAttribute(null=True)
    points = NumberAttribute(null=True)
    by_points = ByPoints()


class CaseItem(Timed):
    """pk guild id; sk the number with ten digits. Due when its words must go."""

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


class FlagItem(Timed):
    """pk guild id; sk `<message id>:<revision>`. Due when nobody has looked at it for long."""

    status = UnicodeAttribute()


class RaidItem(Timed):
    """pk guild id; sk when it began (ISO 8601, UTC) and an id, with `#` between."""


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


def deadline(at: datetime | None, kind: str = DUE) -> dict[str, Any]:
    """The attributes that make an item due at that time; none for what is never due.

    For an item that is written whole: what it had before goes with it. Where a table holds several
    sorts of things with a deadline, `kind` keeps them apart.
    """
    return {} if at is None else {"due": kind, "due_at": due_text(at)}


def due_text(at: datetime) -> str:
    """A moment as text that sorts by time: UTC, always with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def policy_key(number: int) -> str:
    """The key of one version of a policy; they sort by number."""
    return f"policy#{number:010d}"


def case_key(number: int) -> str:
    """Numbers sort as text: ten digits."""
    return f"{number:010d}"
