from app.executor.door import by_group
from app.executor.in_hand import LONGEST, InHand
from app.ports.order_queue import Delivery


def delivery(name: str, group: str = "g") -> Delivery:
    return Delivery(order=name, group=group, receipt=name)


A1, A2, B1, C1 = (
    delivery("a1", "a"),
    delivery("a2", "a"),
    delivery("b1", "b"),
    delivery("c1", "c"),
)


def test_deliveries_of_a_group_stay_together_and_in_order() -> None:
    assert by_group([C1, A1, B1, A2]) == [(A1, A2), (B1,), (C1,)]
    assert by_group([]) == []


def test_there_is_room_until_hands_are_full() -> None:
    in_hand = InHand(2)
    in_hand.take([A1])
    assert in_hand.room(0) == 1
    in_hand.take([B1])
    assert in_hand.room(0) == 0
    in_hand.put_down(A1)
    in_hand.put_down(A1)

    assert in_hand.room(0) == 1
    assert len(in_hand) == 1


def test_what_takes_too_long_is_no_longer_held() -> None:
    """Whoever works on it is stuck: somebody else shall have it."""
    now = [0.0]
    in_hand = InHand(2, monotonic=lambda: now[0])
    in_hand.take([A1])
    now[0] = LONGEST / 2
    in_hand.take([B1])
    assert in_hand.to_hold() == [A1, B1]
    now[0] = LONGEST + 1

    assert in_hand.to_hold() == [B1]
