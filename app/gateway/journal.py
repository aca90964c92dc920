"""Up to which event everything is safe: the contiguous acknowledged prefix of a shard's events."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Something not yet safe that began with `sequence` (of the session number `session`)."""

    session: int
    sequence: int


class Journal:
    """Remembers what is under way, oldest first; all that is older than the oldest is safe.

    Sessions follow each other: as long as anything of an earlier one is under way (a parcel, or the
    backfill of what was missed between them), nothing of the present one may be stored.
    """

    def __init__(self) -> None:
        self._session = 0
        self.last: int | None = None
        self._under_way: OrderedDict[Entry, None] = OrderedDict()

    def begin(self, sequence: int) -> None:
        """A session starts, or is taken up, behind the event `sequence`."""
        self._session += 1
        self.last = sequence

    def received(self, sequence: int) -> None:
        self.last = sequence

    def open(self, sequence: int) -> Entry:
        entry = Entry(self._session, sequence)
        self._under_way[entry] = None

        return entry

    def close(self, entry: Entry) -> None:
        self._under_way.pop(entry, None)

    def safe(self) -> int | None:
        """The last event before which nothing is under way; None while older things are."""
        oldest = next(iter(self._under_way), None)
        if oldest is None:
            return self.last
        if oldest.session != self._session:
            return None

        return oldest.sequence - 1
