"""Calibrations in DynamoDB: one item a guild that was asked for, due when it is to be renewed."""

from datetime import datetime

from pynamodb.exceptions import DoesNotExist

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import GuildItem, deadline, due_text
from app.domain.ids import GuildId
from app.ports.calibrations import Calibrated
from app.ports.errors import Conflict

SK = "calibration"
KIND = "calibration"
"""Of its deadline: policies stand in the same table."""


class DynamoCalibrations:
    """Implements `Calibrations`."""

    def __init__(self, guilds: type[GuildItem]) -> None:
        self._guilds = guilds

    def of(self, guild: GuildId) -> Calibrated | None:
        """See `Calibrations.of`."""
        with translated("calibration"):
            try:
                item = self._guilds.get(str(guild), SK)
            except DoesNotExist:
                return None

        return codec.load(Calibrated, item.body) if item.body else None

    def ask(self, guild: GuildId, now: datetime) -> None:
        """See `Calibrations.ask`; what is due already keeps its place."""
        items = self._guilds
        later = items.due_at.does_not_exist() | (items.due_at > due_text(now))
        try:
            with translated("calibration"):
                items(pk=str(guild), sk=SK).update(
                    actions=[items.due.set(KIND), items.due_at.set(due_text(now))],
                    condition=later,
                )
        except Conflict:
            return

    def keep(self, guild: GuildId, calibrated: Calibrated, next_at: datetime) -> None:
        """See `Calibrations.keep`."""
        with translated("calibration"):
            self._guilds(
                pk=str(guild), sk=SK, body=codec.dump(calibrated), **deadline(next_at, KIND)
            ).save()
