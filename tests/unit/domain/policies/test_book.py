from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import UserId
from app.domain.policies.book import Change, PolicyBook, first_book, says_the_same
from app.domain.policies.policy import Policy, Thresholds
from tests.factories import NOW
from tests.policies import policies

STRICT = Policy(thresholds=Thresholds(warn=0.2))
LATER = NOW + timedelta(hours=2)


def a_change(**changes: object) -> Change:
    return Change(**({"at": NOW, "author": UserId(7)} | changes))  # type: ignore[arg-type]


def test_a_first_book_holds_version_one_whatever_the_policy_was_called() -> None:
    """LK-014."""
    book = first_book(Policy(version=9), a_change())
    assert (book.current.number, book.latest, book.upcoming) == (1, 1, None)


def test_a_change_is_a_new_version_in_force_at_once() -> None:
    book = first_book(Policy(), a_change()).with_version(STRICT, a_change(comment="a raid"))
    assert (book.current.number, book.latest) == (2, 2)
    assert book.current.policy.thresholds == STRICT.thresholds
    assert book.current.change.comment == "a raid"


def test_a_scheduled_version_waits_for_its_time_and_then_holds() -> None:
    """Product 17: scheduled activation."""
    book = first_book(Policy(), a_change()).with_version(STRICT, a_change(active_from=LATER))
    assert (book.current.number, book.latest) == (1, 2)
    before, after = book.at(LATER - timedelta(seconds=1)), book.at(LATER)
    assert before == book
    assert (after.current.number, after.upcoming) == (2, None)


def test_a_time_that_has_passed_already_means_at_once() -> None:
    book = first_book(Policy(), a_change()).with_version(STRICT, a_change(active_from=NOW))
    assert (book.current.number, book.upcoming) == (2, None)


def test_the_last_word_drops_what_was_waiting_and_its_number_is_not_given_again() -> None:
    book = first_book(Policy(), a_change()).with_version(STRICT, a_change(active_from=LATER))
    changed = book.with_version(Policy(notify=False), a_change())
    assert (changed.current.number, changed.upcoming, changed.latest) == (3, None, 3)
    assert changed.at(LATER).current.number == 3
    again = book.with_version(Policy(notify=False), a_change(active_from=LATER))
    assert (again.current.number, again.upcoming and again.upcoming.number) == (1, 3)


@given(
    st.lists(st.tuples(policies(), st.none() | st.integers(-5, 50)), max_size=8),
    st.integers(0, 60),
)
def test_numbers_rise_and_time_only_moves_a_book_forward(
    steps: list[tuple[Policy, int | None]], hours: int
) -> None:
    book: PolicyBook = first_book(Policy(), a_change())
    for policy, wait in steps:
        active = None if wait is None else NOW + timedelta(hours=wait)
        book, before = book.with_version(policy, a_change(active_from=active)), book
        assert book.latest == before.latest + 1
        added = book.upcoming or book.current
        assert added.number == book.latest
        assert says_the_same(added.policy, policy)
    later = book.at(NOW + timedelta(hours=hours))
    assert later.current.number >= book.current.number
    assert later.at(NOW + timedelta(hours=hours)) == later
