from hypothesis import given
from hypothesis import strategies as st

from app.domain.measures import ORDER_LIFETIME
from app.executor.patience import LONGEST, TOLD_LONGEST, wait_seconds

chances = st.floats(0, 1, exclude_max=True)


@given(st.integers(-5, 1000), chances)
def test_waits_grow_and_stay_within_bounds(receives: int, chance: float) -> None:
    wait = wait_seconds(receives, told=None, chance=chance)

    assert 1 <= wait <= LONGEST + 1
    assert wait <= wait_seconds(receives + 1, told=None, chance=chance)


@given(st.integers(1, 30), st.floats(0, 5000), chances)
def test_what_the_other_side_asked_for_is_never_cut_short(
    receives: int, told: float, chance: float
) -> None:
    assert wait_seconds(receives, told=told, chance=chance) >= min(told, TOLD_LONGEST)


def test_who_waits_for_a_rate_limit_does_not_fall_far_behind_those_who_came_later() -> None:
    assert all(wait_seconds(receives, told=5.0, chance=0.99) <= 61 for receives in range(1, 40))


def test_an_order_is_not_given_up_by_the_queue_while_it_may_still_be_begun() -> None:
    """The queue of orders gives up after twenty receipts."""
    waits = [wait_seconds(receives, told=1.0, chance=0.5) for receives in range(1, 21)]

    assert sum(waits) > ORDER_LIFETIME.total_seconds()


def test_many_orders_do_not_come_back_in_the_same_moment() -> None:
    assert len({wait_seconds(8, told=None, chance=step / 50) for step in range(50)}) > 20
