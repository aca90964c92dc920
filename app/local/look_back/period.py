"""`14d`, `36h` or a date: since when to look back."""

import re
from datetime import UTC, datetime, timedelta

from app.local.look_back.error import LookBackError
from app.services.simulate_draft import Period

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"([1-9]\d{0,4})([mhdw])")


def period(since: str, until: str | None, *, now: datetime) -> Period:
    """From words of the command line.

    Raises:
        LookBackError: not a time, or an empty period.
    """
    start, end = _moment(since, now), _moment(until, now) if until else now
    if start >= end:
        raise LookBackError(f"--since {since} is not before --until {until or 'now'}")

    return Period(since=start, until=end)


def _moment(text: str, now: datetime) -> datetime:
    if span := _SPAN.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise LookBackError(
            f"{text!r} is no time: write 14d, 36h, 90m, 2w, 2026-11-01 or 2026-11-01T08:00+01:00"
        ) from None

    return found if found.tzinfo else found.replace(tzinfo=UTC)
