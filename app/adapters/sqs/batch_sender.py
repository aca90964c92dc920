"""SendMessageBatch: one request for up to 10 messages, each of which may be refused (AW-4)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.ports.aws_call import AwsCall, AwsRejected
from app.ports.errors import Unavailable
from app.ports.event_queue import QueueMessage, Refusal

# Refusals of the message itself; all others (keys, rights, throttling) may pass.
_HOPELESS = frozenset({"InvalidMessageContents", "InvalidParameterValue", "MessageTooLong"})


class _Failed(msgspec.Struct):
    id: str = msgspec.field(name="Id")
    code: str = msgspec.field(name="Code", default="")


class _Taken(msgspec.Struct):
    id: str = msgspec.field(name="Id")


class _Answer(msgspec.Struct):
    failed: list[_Failed] | None = msgspec.field(name="Failed", default=None)
    successful: list[_Taken] | None = msgspec.field(name="Successful", default=None)


class SqsBatchSender:
    """A `MessageQueue` on one SQS queue, standard or FIFO."""

    def __init__(self, call: AwsCall, queue_url: str) -> None:
        self._call = call
        self._queue_url = queue_url

    def send(self, messages: Sequence[QueueMessage]) -> Sequence[Refusal]:
        entries = [_entry(index, message) for index, message in enumerate(messages)]
        request = {"QueueUrl": self._queue_url, "Entries": entries}
        try:
            body = self._call("sqs", "SendMessageBatch", msgspec.json.encode(request))
        except AwsRejected as error:
            return self._one_by_one(messages, error)
        try:
            answer = msgspec.json.decode(body, type=_Answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unavailable("sqs: unreadable answer") from error

        return _refusals(len(messages), answer)

    def _one_by_one(
        self, messages: Sequence[QueueMessage], error: AwsRejected
    ) -> Sequence[Refusal]:
        """SQS may answer for one bad entry by refusing the request: find out which it is."""
        if error.code.rpartition(".")[2] not in _HOPELESS | {"BatchRequestTooLong"}:
            # A queue that is missing or forbidden is the operator's to mend, not ours to drop.
            raise Unavailable(f"sqs: {error.code}") from error
        if len(messages) == 1:
            return [Refusal(index=0, code=error.code, hopeless=True)]

        return [
            Refusal(index=index, code=refusal.code, hopeless=refusal.hopeless)
            for index, message in enumerate(messages)
            for refusal in self.send([message])
        ]


def _entry(index: int, message: QueueMessage) -> dict[str, Any]:
    entry = {"Id": str(index), "MessageBody": message.body, "MessageGroupId": message.group}
    if message.deduplication is not None:
        entry["MessageDeduplicationId"] = message.deduplication

    return entry


def _refusals(count: int, answer: _Answer) -> list[Refusal]:
    """Safe is only what SQS names as taken; an entry it does not mention is sent again."""
    taken = {entry.id for entry in answer.successful or ()}
    codes = {entry.id: entry.code for entry in answer.failed or ()}
    left = [str(index) for index in range(count) if str(index) not in taken]

    return [
        Refusal(
            index=int(entry),
            code=codes.get(entry, "NotMentioned"),
            hopeless=codes.get(entry, "").rpartition(".")[2] in _HOPELESS,
        )
        for entry in left
    ]
