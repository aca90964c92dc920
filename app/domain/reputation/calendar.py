"""Days as bits of one number: on which days a member was active, in a few dozen bytes a year.

Setting a bit twice changes nothing, and the order does not matter: the number may be added to from
any page, in any order, however often.
"""

from datetime import date

FIRST_DAY = date(2024, 1, 1)
"""Bit 0; a Monday, so that seven bits are one week from Monday to Sunday."""
WEEK = 7
_WEEK_MASK = (1 << WEEK) - 1


def with_day(days: int, day: date) -> int:
    """The days with one more; what lies before the first day is not kept."""
    return days if day < FIRST_DAY else days | 1 << (day - FIRST_DAY).days


def count_of(days: int) -> int:
    return days.bit_count()


def week_of(day: date) -> int:
    """The number of the week a day is in, 0 for the first."""
    return (day - FIRST_DAY).days // WEEK


def active_weeks(days: int, *, least: int, before: date) -> frozenset[int]:
    """Weeks with at least `least` active days that were over before the day `before` began."""
    over = week_of(before)
    return frozenset(
        week for week in range(over) if (days >> WEEK * week & _WEEK_MASK).bit_count() >= least
    )
