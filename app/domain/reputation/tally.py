"""Tally: what the evidence of one hour says of each member's conduct."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import UserId
from app.domain.kind import Kind
from app.domain.reputation.record import Day

Tally = Mapping[UserId, Mapping[date, Day]]


def tally_of(hour: datetime, clean: Iterable[tuple[Evidence, Decision]]) -> Tally:
    """Clean messages and thanks of the whole hour under which evidence was filed.

    The whole hour at once, since an hour counted again replaces what was counted of it. What was
    called for counts, not what was done: nobody is rewarded for rudeness in shadow mode.
    """
    messages: dict[UserId, int] = {}
    thanks: dict[UserId, set[UserId]] = {}
    for evidence, decision in clean:
        subject = evidence.subject
        if subject.is_bot or subject.is_webhook or evidence.kind is not Kind.MESSAGE:
            continue
        if decision.wanted is not Action.NONE:
            continue
        messages[subject.user] = messages.get(subject.user, 0) + 1
        for helper in evidence.thanked:
            if helper != subject.user:
                thanks.setdefault(helper, set()).add(subject.user)

    return {
        user: {
            hour.date(): Day(
                hours={hour.hour: messages[user]} if user in messages else {},
                thanked_by=frozenset(thanks.get(user, ())),
            )
        }
        for user in sorted({*messages, *thanks})
    }


def joined(tallies: Iterable[Tally]) -> Tally:
    """Several hours as one."""
    all_of: dict[UserId, dict[date, Day]] = {}
    for tally in tallies:
        for user, days in tally.items():
            mine = all_of.setdefault(user, {})
            for day, found in days.items():
                mine[day] = mine.get(day, Day()).joined(found)

    return all_of
