"""What services need of a list of domains that somebody keeps."""

from collections.abc import Collection
from typing import Protocol


class DomainList(Protocol):
    """Domains, each standing for everything below it."""

    def domains(self) -> Collection[str]:
        """As last read, in canonical spelling; never raises, an old list is better than none."""
