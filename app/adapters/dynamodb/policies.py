"""Books of policies in DynamoDB: one item with what is in force, one for every version.

The body of `policy#current` is the policy itself, so that the reader of messages needs one item and
nothing else; `change` says who made it, `upcoming` holds what waits, with a deadline for sweep.
"""

from collections.abc import Sequence

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import code_of, translated
from app.adapters.dynamodb.tables import GuildItem, deadline, policy_key
from app.domain.ids import DISCORD_EPOCH, GuildId
from app.domain.policies.book import Change, PolicyBook, PolicyVersion, first_book
from app.domain.policies.policy import Policy
from app.ports.errors import Conflict

CURRENT = "policy#current"
_BEFORE_CHANGES = Change(at=DISCORD_EPOCH)
"""Of versions from before it was written down."""


class DynamoPolicies:
    """Implements `Policies`."""

    def __init__(
        self, items: type[GuildItem], connection: Connection, *, first_policy: Policy
    ) -> None:
        self._items = items
        self._connection = connection
        self._first_policy = first_policy

    def book_of(self, guild: GuildId) -> PolicyBook:
        """See `Policies.book_of`."""
        with translated("policy"):
            found = list(
                self._items.batch_get([(str(guild), CURRENT)], consistent_read=True),
            )

        return book_in(found[0]) if found else first_book(self._first_policy, _BEFORE_CHANGES)

    def version_of(self, guild: GuildId, number: int) -> PolicyVersion | None:
        """See `Policies.version_of`."""
        with translated("policy version"):
            found = list(self._items.batch_get([(str(guild), policy_key(number))]))

        return version_in(found[0]) if found else None

    def history_of(
        self, guild: GuildId, *, limit: int, before: int | None = None
    ) -> Sequence[PolicyVersion]:
        """See `Policies.history_of`."""
        highest = policy_key(10**10 - 1 if before is None else before - 1)
        with translated("policy history"):
            items = self._items.query(
                str(guild),
                self._items.sk.between(policy_key(0), highest),
                scan_index_forward=False,
                limit=limit,
            )
            return [version_in(item) for item in items]

    def write(self, guild: GuildId, book: PolicyBook, added: PolicyVersion | None) -> None:
        """See `Policies.write`."""
        with translated("policy"):
            try:
                with TransactWrite(connection=self._connection) as transaction:
                    self._write(transaction, guild, book, added)
            except TransactWriteError as error:
                if code_of(error) != "TransactionCanceledException":
                    raise
                raise Conflict("the guild's policy moved on") from error

    def _write(
        self,
        transaction: TransactWrite,
        guild: GuildId,
        book: PolicyBook,
        added: PolicyVersion | None,
    ) -> None:
        items = self._items
        unmoved = items.version == book.revision
        transaction.save(
            current_item(items, guild, book),
            condition=unmoved | items.pk.does_not_exist() if book.revision == 0 else unmoved,
        )
        if added is not None:
            transaction.save(version_item(items, guild, added), condition=items.pk.does_not_exist())


def current_item(items: type[GuildItem], guild: GuildId, book: PolicyBook) -> GuildItem:
    """The item of a book, one revision further."""
    upcoming = book.upcoming
    return items(
        pk=str(guild),
        sk=CURRENT,
        body=codec.dump(book.current.policy),
        change=codec.dump(book.current.change),
        upcoming=None if upcoming is None else codec.dump(upcoming),
        counter=book.latest,
        origin=book.origin or None,
        version=book.revision + 1,
        **deadline(None if upcoming is None else upcoming.change.active_from),
    )


def version_item(items: type[GuildItem], guild: GuildId, version: PolicyVersion) -> GuildItem:
    """The item of one version."""
    return items(
        pk=str(guild),
        sk=policy_key(version.number),
        body=codec.dump(version.policy),
        change=codec.dump(version.change),
    )


def version_in(item: GuildItem) -> PolicyVersion:
    """The version that an item holds."""
    return PolicyVersion(
        policy=codec.load(Policy, item.body),
        change=codec.load(Change, item.change) if item.change else _BEFORE_CHANGES,
    )


def book_in(item: GuildItem) -> PolicyBook:
    """The book that the item of what is in force holds."""
    current = version_in(item)
    return PolicyBook(
        current=current,
        upcoming=codec.load(PolicyVersion, item.upcoming) if item.upcoming else None,
        latest=int(item.counter or current.number),
        origin=item.origin or "",
        revision=int(item.version),
    )
