"""Deadlines in DynamoDB: the sparse index `by_deadline` of a table."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import DUE, ByDeadline, Timed, due_text
from app.ports.deadlines import Due
from app.ports.errors import Conflict

PAGE = 100
"""Keys that one request reads: small enough to stop soon, large enough to be few (IS-082)."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 9
"""What fails waits 1, 2, 4 … minutes; an item that can never be handled costs four tries a day."""


class DynamoDeadlines:
    """Implements `Deadlines` for the items of one table and kind (see `tables.deadline`)."""

    def __init__(self, items: type[Timed], *, kind: str = DUE) -> None:
        self._items = items
        self._kind = kind

    def due(self, now: datetime, limit: int) -> Iterator[Due]:
        """See `Deadlines.due`."""
        earlier = ByDeadline.due_at <= due_text(now)
        with translated("deadlines"):
            index = self._items.by_deadline
            for item in index.query(self._kind, earlier, page_size=PAGE, limit=limit):
                yield Due(item.pk, item.sk, datetime.fromisoformat(item.due_at))

    def put_off(self, due: Due, now: datetime) -> None:
        """See `Deadlines.put_off`."""
        items = self._items
        with translated("deadline"):
            try:
                item = items.get(due.pk, due.sk, consistent_read=True)
            except DoesNotExist:
                return
        tries = int(item.tries or 0)
        later = now + min(FIRST_WAIT * 2 ** min(tries, MOST_DOUBLINGS), LONGEST_WAIT)
        try:
            with translated("deadline"):
                item.update(
                    actions=[items.due_at.set(due_text(later)), items.tries.set(tries + 1)],
                    condition=items.due_at == due_text(due.at),
                )
        except Conflict:
            return
