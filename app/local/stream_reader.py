"""Read a table's stream record by record, from a checkpoint on."""

import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from app.local.checkpoint import Checkpoint

_LOG = logging.getLogger(__name__)

LOST_PLACE = frozenset(
    {"TrimmedDataAccessException", "ValidationException", "ResourceNotFoundException"}
)


@dataclass(slots=True, kw_only=True)
class StreamReader:
    """The emulator keeps a stream in one shard; AWS may split it, which is Lambda's business."""

    streams: Any
    arn: str
    start: str
    checkpoint: Checkpoint
    _iterator: str | None = field(default=None, init=False)

    def read(self, limit: int) -> list[dict[str, Any]]:
        """The next records, as Lambda gives them to a function."""
        if self._iterator is None:
            self._iterator = self._opened()
        try:
            answer = self.streams.get_records(ShardIterator=self._iterator, Limit=limit)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExpiredIteratorException":
                raise
            self.rewind()
            return []
        self._iterator = answer.get("NextShardIterator")

        return [_as_event(record, self.arn) for record in answer["Records"]]

    def rewind(self) -> None:
        """Next time from the checkpoint again."""
        self._iterator = None

    def shard(self) -> str:
        description = self.streams.describe_stream(StreamArn=self.arn)["StreamDescription"]
        shards = description["Shards"]
        identifier: str = shards[-1]["ShardId"]

        return identifier

    def _opened(self) -> str:
        after = self.checkpoint.after
        if after is not None:
            try:
                return self._iterator_at("AFTER_SEQUENCE_NUMBER", SequenceNumber=after)
            except ClientError as error:
                if error.response["Error"]["Code"] not in LOST_PLACE:
                    raise
                _LOG.warning("stream.place_lost", extra={"at_sequence": after})
                self.checkpoint.forget()

        return self._iterator_at(self.start)

    def _iterator_at(self, kind: str, **where: str) -> str:
        answer = self.streams.get_shard_iterator(
            StreamArn=self.arn, ShardId=self.shard(), ShardIteratorType=kind, **where
        )
        iterator: str = answer["ShardIterator"]

        return iterator


def _as_event(record: Mapping[str, Any], arn: str) -> dict[str, Any]:
    return {**_plain(record), "eventSourceARN": arn}


def _plain(value: Any) -> Any:
    """Values of the wire as Lambda's JSON has them."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.timestamp()

    return value
