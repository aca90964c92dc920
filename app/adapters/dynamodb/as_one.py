"""Transactions whose lost conditions are a `Conflict`."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from app.adapters.dynamodb.errors import code_of
from app.ports.errors import Conflict, PortError, Unavailable

_LOST = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


@contextmanager
def as_one(connection: Connection) -> Iterator[TransactWrite]:
    """All that is saved within is written, or nothing; use it inside `translated`.

    Raises:
        Conflict: somebody else was first.
        Unavailable: the table itself did not let it.
    """
    try:
        with TransactWrite(connection=connection) as transaction:
            yield transaction
    except TransactWriteError as error:
        if code_of(error) != "TransactionCanceledException":
            raise
        raise _cancelled(error) from error


def _cancelled(error: TransactWriteError) -> PortError:
    codes = {reason.code for reason in error.cancellation_reasons if reason}
    if codes & _LOST:
        return Conflict("somebody else was first")

    return Unavailable(f"transaction: {sorted(str(code) for code in codes)}")
