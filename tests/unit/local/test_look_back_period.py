"""Since when to look back, as people write it."""

from datetime import UTC, datetime, timedelta

import pytest

from app.local.look_back.error import LookBackError
from app.local.look_back.period import period
from app.services.simulate_draft import Period

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "start", "end"),
    [
        ("14d", None, NOW - timedelta(days=14), NOW),
        ("90m", "1h", NOW - timedelta(minutes=90), NOW - timedelta(hours=1)),
        ("2w", "36h", NOW - timedelta(weeks=2), NOW - timedelta(hours=36)),
        ("2026-11-01", None, datetime(2026, 11, 1, tzinfo=UTC), NOW),
        (
            "2026-11-01T08:00+01:00",
            "2026-11-02",
            datetime(2026, 11, 1, 7, tzinfo=UTC),
            datetime(2026, 11, 2, tzinfo=UTC),
        ),
    ],
)
def test_a_span_counts_back_from_now_and_a_date_is_in_utc(
    since: str, until: str | None, start: datetime, end: datetime
) -> None:
    assert period(since, until, now=NOW) == Period(since=start, until=end)


@pytest.mark.parametrize("since", ["yesterday", "14", "0d", "-3d", "3y", "", "99999999d"])
def test_what_is_no_time_is_refused_with_examples(since: str) -> None:
    with pytest.raises(LookBackError, match="write 14d, 36h"):
        period(since, None, now=NOW)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(LookBackError, match="is not before"):
        period("1d", "2d", now=NOW)


def test_every_hour_that_may_hold_a_page_is_looked_at() -> None:
    """An envelope is filed under the hour in which it was sent, shortly before it was judged."""
    hours = Period(since=NOW - timedelta(hours=2), until=NOW).hours()

    assert hours == [NOW.replace(minute=0) - timedelta(hours=back) for back in (3, 2, 1, 0)]
