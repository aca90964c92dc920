"""Feed a function from a standard queue, by the rules of Lambda's event source.

Messages that succeeded are deleted; the others come again after the queue's visibility timeout,
and after too many receipts the queue itself moves them to its dead letters. A process that dies in
a call deletes nothing.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from app.local.filters import passes
from app.local.invocation import Handler, invoke
from app.local.partial import failed_of
from app.local.sources import FunctionPlan, QueueSource
from app.local.stack import REGION
from app.local.stopping import Stopping

_LOG = logging.getLogger(__name__)

POLL_SECONDS = 1  # a wish to stop is heard after each poll
RECEIVE_LIMIT = 10  # of SQS, for one call
UNREACHABLE_PAUSE = 1.0
# The emulator's long poll looks every 100 ms only. Soon after work came, we look more often.
EAGER_SECONDS = 2.0
EAGER_PAUSE = 0.02


@dataclass(slots=True, kw_only=True)
class QueuePump:
    plan: FunctionPlan
    source: QueueSource
    handler: Handler
    sqs: Any
    url: str
    visibility_timeout: int | None
    _busy_until: float = field(default=0.0, init=False)

    def run(self, stopping: Stopping) -> None:
        while not stopping:
            try:
                if not self.step() and self._eager():
                    stopping.pause(EAGER_PAUSE)
            except (BotoCoreError, ClientError) as error:
                _LOG.warning("queue.unreachable", extra={"error": type(error).__name__})
                stopping.pause(UNREACHABLE_PAUSE)

    def step(self) -> int:
        """One batch, if there is one within a poll; how many messages it had."""
        messages = self._gathered()
        if messages:
            self._busy_until = time.monotonic() + EAGER_SECONDS
        wanted: list[Mapping[str, Any]] = []
        done: list[Mapping[str, Any]] = []
        for message in messages:  # what is filtered out is done with
            (wanted if passes(self.source.patterns, message) else done).append(message)
        if wanted:
            done += self._done(wanted)
        self._delete(done)

        return len(messages)

    def _eager(self) -> bool:
        return time.monotonic() < self._busy_until

    def _gathered(self) -> list[Mapping[str, Any]]:
        messages = self._received(self.source.batch_size, 0 if self._eager() else POLL_SECONDS)
        deadline = time.monotonic() + self.source.window
        while messages and len(messages) < self.source.batch_size:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            messages += self._received(self.source.batch_size - len(messages), max(1, round(left)))

        return messages

    def _received(self, limit: int, wait: int) -> list[Mapping[str, Any]]:
        timeout = self.visibility_timeout
        override = {} if timeout is None else {"VisibilityTimeout": timeout}
        answer = self.sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=min(limit, RECEIVE_LIMIT),
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
            **override,
        )

        return list(answer.get("Messages", []))

    def _done(self, messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        identifiers = [message["MessageId"] for message in messages]
        event = {"Records": [_record(message, self.url) for message in messages]}
        try:
            answer = invoke(self.handler, self.plan, event)
        except Exception:  # noqa: BLE001 — whatever it is, Lambda lives on
            _LOG.exception("call.failed")
            return []
        failed = failed_of(answer, identifiers) if self.source.reports_failures else frozenset()
        if failed:
            _LOG.warning("messages.failed", extra={"count": len(failed)})

        return [message for message in messages if message["MessageId"] not in failed]

    def _delete(self, messages: Sequence[Mapping[str, Any]]) -> None:
        for start in range(0, len(messages), RECEIVE_LIMIT):
            entries = [
                {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                for index, message in enumerate(messages[start : start + RECEIVE_LIMIT])
            ]
            answer = self.sqs.delete_message_batch(QueueUrl=self.url, Entries=entries)
            if answer.get("Failed"):  # they come again; every handler must bear that anyway
                _LOG.warning("messages.not_deleted", extra={"count": len(answer["Failed"])})


def _record(message: Mapping[str, Any], url: str) -> dict[str, Any]:
    account, name = url.rsplit("/", 2)[-2:]

    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            key: _attribute(value) for key, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{account}:{name}",
        "awsRegion": REGION,
    }


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "dataType": value["DataType"],
        "stringValue": value.get("StringValue"),
        "stringListValues": [],
        "binaryListValues": [],
    }
