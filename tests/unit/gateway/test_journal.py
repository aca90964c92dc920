"""The stored point may only cover what the queue has acknowledged, without a hole."""

import random

from app.gateway.journal import Entry, Journal


def test_with_nothing_under_way_everything_received_is_safe() -> None:
    journal = Journal()
    journal.begin(1)
    journal.received(7)

    assert journal.safe() == 7


def test_before_a_session_nothing_is_safe() -> None:
    assert Journal().safe() is None


def test_the_oldest_under_way_holds_the_point_back() -> None:
    journal = Journal()
    journal.begin(1)
    first, second = journal.open(2), journal.open(5)
    journal.received(9)

    assert journal.safe() == 1
    journal.close(second)
    assert journal.safe() == 1
    journal.close(first)
    assert journal.safe() == 9


def test_an_older_session_under_way_means_no_point_at_all() -> None:
    journal = Journal()
    journal.begin(1)
    old = journal.open(40)
    journal.begin(1)
    journal.received(3)

    assert journal.safe() is None
    journal.close(old)
    assert journal.safe() == 3


def test_closing_twice_is_harmless() -> None:
    journal = Journal()
    journal.begin(1)
    entry = journal.open(2)
    journal.close(entry)
    journal.close(entry)

    assert journal.safe() == 1


def test_in_whatever_order_acknowledgements_come_no_hole_is_covered() -> None:
    """G-23: the planted bug "sequence before acknowledgement" is caught here."""
    for seed in range(200):
        dice = random.Random(seed)
        journal = Journal()
        journal.begin(0)
        open_entries: list[Entry] = []
        for sequence in range(1, 60):
            journal.received(sequence)
            if dice.random() < 0.5:
                open_entries.append(journal.open(sequence))
            if open_entries and dice.random() < 0.5:
                journal.close(open_entries.pop(dice.randrange(len(open_entries))))
            waiting = [entry.sequence for entry in open_entries]
            assert journal.safe() == (min(waiting) - 1 if waiting else sequence)
