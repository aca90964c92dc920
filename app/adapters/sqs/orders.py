"""The queue of orders, SQS FIFO, over boto3."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from app.ports.errors import Unavailable
from app.ports.order_queue import Delivery

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

BATCH = 10
LONGEST_HOLD = 43_200
_OVER = frozenset(
    {
        "ReceiptHandleIsInvalid",
        "InvalidParameterValue",
        "AWS.SimpleQueueService.MessageNotInflight",
        "MessageNotInflight",
    }
)


class SqsOrderQueue:
    """Implements `OrderQueue`; safe to use from several threads."""

    def __init__(self, client: "SQSClient", url: str, *, wait_seconds: int) -> None:
        self._client = client
        self._url = url
        self._wait = wait_seconds

    def receive(self, limit: int) -> Sequence[Delivery]:
        """See `OrderQueue.receive`; waits by long poll."""
        with _translated():
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(limit, BATCH),
                WaitTimeSeconds=self._wait,
                MessageSystemAttributeNames=["MessageGroupId", "ApproximateReceiveCount"],
            )

        return [_delivery(message) for message in answer.get("Messages", ())]

    def done(self, delivery: Delivery) -> None:
        """See `OrderQueue.done`."""
        with _translated(forgiving=True):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=delivery.receipt)

    def hold(self, deliveries: Sequence[Delivery], seconds: int) -> None:
        """See `OrderQueue.hold`."""
        for start in range(0, len(deliveries), BATCH):
            with _translated(forgiving=True):
                self._client.change_message_visibility_batch(
                    QueueUrl=self._url,
                    Entries=[
                        {
                            "Id": str(index),
                            "ReceiptHandle": delivery.receipt,
                            "VisibilityTimeout": max(0, min(seconds, LONGEST_HOLD)),
                        }
                        for index, delivery in enumerate(deliveries[start : start + BATCH])
                    ],
                )


def _delivery(message: "MessageTypeDef") -> Delivery:
    attributes = message.get("Attributes", {})
    return Delivery(
        order=_order_in(message.get("Body", "")),
        group=attributes.get("MessageGroupId", ""),
        receipt=message["ReceiptHandle"],
        receives=int(attributes.get("ApproximateReceiveCount", "1")),
    )


def _order_in(body: str) -> str | None:
    """The id in `{"v":1,"order":"…"}`; None for anything else."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or content.get("v") != 1:
        return None
    order = content.get("order")

    return order if isinstance(order, str) and order else None


@contextmanager
def _translated(*, forgiving: bool = False) -> Iterator[None]:
    """`forgiving`: a receipt that is over does not matter, since the message comes again."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if forgiving and code in _OVER:
            return
        raise Unavailable(f"orders queue: {code}") from error
    except BotoCoreError as error:
        raise Unavailable(f"orders queue: {type(error).__name__}") from error
