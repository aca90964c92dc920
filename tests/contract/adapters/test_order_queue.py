import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from app.adapters.sqs.orders import SqsOrderQueue
from app.ports.errors import Unavailable
from app.ports.order_queue import Delivery

_numbers = itertools.count()


@pytest.fixture(scope="module")
def sqs() -> Iterator[Any]:
    client = boto3.client("sqs", region_name="eu-central-1")
    yield client
    client.close()


@pytest.fixture
def url(sqs: Any) -> str:
    made: str = sqs.create_queue(
        QueueName=f"orders-{next(_numbers)}.fifo",
        Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"},
    )["QueueUrl"]
    return made


@pytest.fixture
def queue(sqs: Any, url: str) -> SqsOrderQueue:
    return SqsOrderQueue(sqs, url, wait_seconds=0)


def send(sqs: Any, url: str, body: str, group: str = "1:5") -> None:
    sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId=group)


def test_an_order_is_received_with_its_group_and_count(
    sqs: Any, url: str, queue: SqsOrderQueue
) -> None:
    send(sqs, url, '{"v":1,"order":"m:1:aa"}')
    (delivery,) = queue.receive(10)

    assert (delivery.order, delivery.group, delivery.receives) == ("m:1:aa", "1:5", 1)
    assert queue.receive(10) == []


def test_what_is_done_does_not_come_again(sqs: Any, url: str, queue: SqsOrderQueue) -> None:
    send(sqs, url, '{"v":1,"order":"m:1:aa"}')
    (delivery,) = queue.receive(10)
    queue.done(delivery)
    queue.hold([delivery], 0)

    assert queue.receive(10) == []


def test_what_is_held_for_no_time_comes_again_at_once(
    sqs: Any, url: str, queue: SqsOrderQueue
) -> None:
    send(sqs, url, '{"v":1,"order":"m:1:aa"}')
    queue.hold(queue.receive(10), 0)
    (again,) = queue.receive(10)

    assert (again.order, again.receives) == ("m:1:aa", 2)


def test_many_are_held_in_batches(sqs: Any, url: str, queue: SqsOrderQueue) -> None:
    for number in range(13):
        send(sqs, url, f'{{"v":1,"order":"{number}"}}', group=str(number))
    deliveries = [*queue.receive(10), *queue.receive(10)]
    assert len(deliveries) == 13
    queue.hold(deliveries, 0)

    assert len([*queue.receive(10), *queue.receive(10)]) == 13


@pytest.mark.parametrize(
    "body",
    [
        "no json",
        "[]",
        "null",
        "{}",
        '{"v":1}',
        '{"v":2,"order":"x"}',
        '{"v":1,"order":7}',
        '{"v":1,"order":""}',
        "[" * 100_000,
    ],
)
def test_a_message_that_makes_no_sense_has_no_order(
    sqs: Any, url: str, queue: SqsOrderQueue, body: str
) -> None:
    send(sqs, url, body)
    (delivery,) = queue.receive(10)

    assert delivery.order is None


def test_a_receipt_that_is_over_is_no_error(queue: SqsOrderQueue) -> None:
    over = Delivery(order="x", group="g", receipt="no such receipt")
    queue.done(over)
    queue.hold([over], 5)


def test_a_queue_that_is_not_there_is_unavailable(sqs: Any, url: str) -> None:
    nowhere = SqsOrderQueue(sqs, f"{url}x", wait_seconds=0)

    with pytest.raises(Unavailable):
        nowhere.receive(10)
