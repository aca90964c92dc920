"""Feed a function from a table's stream, in order, by the rules of Lambda's event source.

A batch that fails is tried again, smaller each time, until the record that spoils it stands alone;
when its tries or its age are used up, its place in the stream goes to the on-failure queue.
"""

import json
import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from app.local.checkpoint import Checkpoint
from app.local.filters import passes
from app.local.invocation import Handler, invoke
from app.local.partial import failed_of
from app.local.sources import FOREVER, FunctionPlan, StreamSource
from app.local.stopping import Stopping
from app.local.stream_reader import StreamReader

_LOG = logging.getLogger(__name__)

EAGER_PAUSE = 0.02
IDLE_PAUSE = 0.1
EAGER_SECONDS = 2.0
UNREACHABLE_PAUSE = 1.0
FIRST_BACKOFF = 0.1
LONGEST_BACKOFF = 5.0

Record = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class StreamPump:
    plan: FunctionPlan
    source: StreamSource
    handler: Handler
    reader: StreamReader
    checkpoint: Checkpoint
    sqs: Any
    failed_url: str | None
    _waiting: list[Record] = field(default_factory=list, init=False)
    _busy_until: float = field(default=0.0, init=False)

    def run(self, stopping: Stopping) -> None:
        while not stopping:
            try:
                pause = self.step()
            except (BotoCoreError, ClientError) as error:
                _LOG.warning("stream.unreachable", extra={"error": type(error).__name__})
                self._waiting.clear()
                self.reader.rewind()
                pause = UNREACHABLE_PAUSE
            if pause:
                stopping.pause(pause)

    def step(self) -> float:
        """One read or one call; how long to wait before the next."""
        now = time.monotonic()
        if not self._waiting:
            self._waiting = self._read()
        if not self._waiting:
            return EAGER_PAUSE if now < self._busy_until else IDLE_PAUSE
        self._busy_until = now + EAGER_SECONDS

        return self._deliver()

    def _read(self) -> list[Record]:
        records = self.reader.read(self.source.batch_size)
        deadline = time.monotonic() + self.source.window
        while records and len(records) < self.source.batch_size and time.monotonic() < deadline:
            time.sleep(EAGER_PAUSE)
            records += self.reader.read(self.source.batch_size - len(records))
        wanted = [record for record in records if passes(self.source.patterns, record)]
        if records and not wanted:
            self.checkpoint.advance(_sequence(records[-1]))

        return wanted

    def _deliver(self) -> float:
        size = self._size(len(self._waiting))
        batch = self._waiting[:size]
        if self._given_up(batch):
            self._put_aside(batch)
            return 0.0
        self.checkpoint.begin()
        done = self._done(batch)
        if done:
            self._advance(done)
            return 0.0

        return float(min(FIRST_BACKOFF * 2 ** (self.checkpoint.tries - 1), LONGEST_BACKOFF))

    def _size(self, waiting: int) -> int:
        """Half as many after each failed try."""
        return max(1, waiting >> self.checkpoint.tries) if self.source.bisects else waiting

    def _given_up(self, batch: Sequence[Record]) -> bool:
        if 0 <= self.source.maximum_age < _age(batch[0]):
            return True
        if self.source.maximum_retries == FOREVER:
            return False
        halvings = len(self._waiting).bit_length() - 1 if self.source.bisects else 0
        retries = self.checkpoint.tries - halvings - 1

        return retries >= self.source.maximum_retries

    def _done(self, batch: Sequence[Record]) -> Sequence[Record]:
        """The records up to the first that failed."""
        try:
            answer = invoke(self.handler, self.plan, {"Records": list(batch)})
        except Exception:  # noqa: BLE001 — whatever it is, Lambda lives on
            _LOG.exception("call.failed")
            return []
        if not self.source.reports_failures:
            return batch
        failed = failed_of(answer, [_sequence(record) for record in batch])
        first = next(
            (index for index, record in enumerate(batch) if _sequence(record) in failed), len(batch)
        )

        return batch[:first]

    def _advance(self, done: Sequence[Record]) -> None:
        self.checkpoint.advance(_sequence(done[-1]))
        del self._waiting[: len(done)]

    def _put_aside(self, batch: Sequence[Record]) -> None:
        _LOG.error("records.given_up", extra={"count": len(batch)})
        if self.failed_url:
            self.sqs.send_message(QueueUrl=self.failed_url, MessageBody=self._report(batch))
        self._advance(batch)

    def _report(self, batch: Sequence[Record]) -> str:
        """Lambda's own form: the place in the stream, not the records."""
        information = {
            "shardId": self.reader.shard(),
            "startSequenceNumber": _sequence(batch[0]),
            "endSequenceNumber": _sequence(batch[-1]),
            "batchSize": len(batch),
            "streamArn": self.reader.arn,
        }
        request = {
            "requestId": str(uuid.uuid4()),
            "functionArn": f"arn:aws:lambda:us-east-1:000000000000:function:{self.plan.name}",
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": self.checkpoint.tries,
        }

        return json.dumps(
            {
                "requestContext": request,
                "version": "1.0",
                "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "DDBStreamBatchInfo": information,
            }
        )


def _sequence(record: Record) -> str:
    sequence: str = record["dynamodb"]["SequenceNumber"]

    return sequence


def _age(record: Record) -> float:
    created = float(record["dynamodb"].get("ApproximateCreationDateTime", time.time()))

    return time.time() - created
