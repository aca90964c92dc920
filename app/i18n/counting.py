"""Which form of a plural a whole number takes, by the rules of Unicode's CLDR."""

from collections.abc import Callable

Rule = Callable[[int], str]


def english(number: int) -> str:
    """1 day, 2 days."""
    return "one" if number == 1 else "other"


def russian(number: int) -> str:
    """1 день, 2 дня, 5 дней, 11 дней, 21 день."""
    last, last_two = number % 10, number % 100
    if last == 1 and last_two != 11:  # noqa: PLR2004 — the teens are an exception
        return "one"
    if last in (2, 3, 4) and last_two not in (12, 13, 14):
        return "few"

    return "many"
