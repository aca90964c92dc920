"""Members in DynamoDB: one item a member, with an optimistic version."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import MemberItem, member_key
from app.domain.record.standing import Standing
from app.ports.errors import Conflict, Unavailable
from app.ports.members import MemberKey

SK = "member"
_ATTEMPTS = 8


class DynamoMembers:
    """Implements `Members`."""

    def __init__(self, items: type[MemberItem]) -> None:
        self._items = items

    def standings_of(self, members: Collection[MemberKey]) -> Mapping[MemberKey, Standing]:
        """See `Members.standings_of`; reads consistently, since a version is built on it."""
        by_key = {member_key(*member): member for member in members}
        found = dict.fromkeys(members, Standing())
        with translated("members"):
            keys = [(key, SK) for key in by_key]
            for item in self._items.batch_get(keys, consistent_read=True):
                found[by_key[item.pk]] = codec.load(Standing, item.body)

        return found

    def meet(self, members: Collection[MemberKey], now: datetime) -> None:
        """See `Members.meet`."""
        for member in members:
            standing = Standing(first_seen=now)
            item = self._items(pk=member_key(*member), sk=SK, body=codec.dump(standing), version=0)
            try:
                with translated("new member"):
                    item.save(self._items.pk.does_not_exist())
            except Conflict:
                continue

    def note_human_action(self, member: MemberKey, at: datetime) -> None:
        """See `Members.note_human_action`."""
        for _ in range(_ATTEMPTS):
            standing = self.standings_of([member])[member]
            if standing.human_action_at and standing.human_action_at >= at:
                return
            noted = replace(standing, human_action_at=at, version=standing.version + 1)
            try:
                with translated("human action"):
                    self._items(pk=member_key(*member), sk=SK).update(
                        actions=[
                            self._items.body.set(codec.dump(noted)),
                            self._items.version.set(noted.version),
                        ],
                        condition=unchanged(self._items, standing.version),
                    )
            except Conflict:
                continue
            return
        raise Unavailable("the member's record kept moving")


def unchanged(items: type[MemberItem], version: int):  # type: ignore[no-untyped-def]  # noqa: ANN201 — PynamoDB's condition type is private
    """The condition that a member's record is still at `version`; 0 may also mean: none yet."""
    same = items.version == version
    return same | items.pk.does_not_exist() if version == 0 else same
