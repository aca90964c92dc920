"""A notice: what is to be said, in no language yet. `app.i18n` turns it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Notice:
    """A catalogue key and its parameters. Parameters are values, never sentences."""

    key: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
