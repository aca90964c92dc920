"""Replies to interactions in DynamoDB, under once-only keys that expire."""

from datetime import datetime

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import SeenItem
from app.ports.errors import Conflict


class DynamoReplies:
    """Implements `Replies`."""

    def __init__(self, items: type[SeenItem]) -> None:
        self._items = items

    def claim(self, interaction: int, *, now: datetime, until: datetime) -> bool:
        """See `Replies.claim`. A row that TTL has not removed yet counts as removed."""
        item = self._items(pk=_key(interaction), expires_at=int(until.timestamp()))
        gone = self._items.expires_at <= int(now.timestamp())
        try:
            with translated("interaction"):
                item.save(self._items.pk.does_not_exist() | gone)
        except Conflict:
            return False

        return True

    def keep(self, interaction: int, reply: bytes, *, until: datetime) -> None:
        """See `Replies.keep`."""
        with translated("reply"):
            self._items(
                pk=_key(interaction),
                body=reply.decode("ascii"),
                expires_at=int(until.timestamp()),
            ).save()

    def first(self, interaction: int) -> bytes | None:
        """See `Replies.first`."""
        with translated("first reply"):
            try:
                body = self._items.get(_key(interaction), consistent_read=True).body
            except DoesNotExist:
                return None

        return body.encode("ascii") if body else None


def _key(interaction: int) -> str:
    return f"interaction#{interaction}"
