"""Drafts in shadow: one item beside the guild's policies, due whenever an hour can be counted.

Its revision only rises, also over stopping and starting again: what was read before never fits.
"""

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import GuildItem, deadline
from app.domain.ids import GuildId
from app.domain.look_back.trial import Trial, next_count

SHADOW = "policy#shadow"
KIND = "shadow"
"""What makes it due (`tables.deadline`)."""


class DynamoTrials:
    """Implements `Trials`."""

    def __init__(self, items: type[GuildItem]) -> None:
        self._items = items

    def trial_of(self, guild: GuildId) -> Trial | None:
        """See `Trials.trial_of`; reads consistently, since a revision is built on it."""
        with translated("trial"):
            try:
                return trial_in(self._items.get(str(guild), SHADOW, consistent_read=True))
            except DoesNotExist:
                return None

    def start(self, guild: GuildId, trial: Trial) -> None:
        """See `Trials.start`."""
        with translated("trial"):
            item = self._item(guild, trial, revision=0)
            item.update(
                actions=[
                    self._items.body.set(item.body),
                    self._items.due.set(item.due),
                    self._items.due_at.set(item.due_at),
                    self._items.version.add(1),
                ]
            )

    def stop(self, guild: GuildId) -> None:
        """See `Trials.stop`."""
        with translated("trial"):
            item = self._items(pk=str(guild), sk=SHADOW)
            item.update(
                actions=[
                    self._items.body.remove(),
                    self._items.due.remove(),
                    self._items.due_at.remove(),
                    self._items.version.add(1),
                ]
            )

    def count(self, guild: GuildId, trial: Trial) -> None:
        """See `Trials.count`."""
        with translated("trial"):
            self._item(guild, trial, revision=trial.revision + 1).save(
                self._items.version == trial.revision
            )

    def _item(self, guild: GuildId, trial: Trial, *, revision: int) -> GuildItem:
        return self._items(
            pk=str(guild),
            sk=SHADOW,
            body=codec.dump(trial),
            version=revision,
            **deadline(next_count(trial), KIND),
        )


def trial_in(item: GuildItem) -> Trial | None:
    """The trial that an item holds, its revision the item's; None once it was stopped."""
    if not item.body:
        return None

    return codec.load(Trial, item.body).read_at(int(item.version))
