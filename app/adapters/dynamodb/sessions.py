"""Resume points and identify counts in the table `sessions`, by conditional writes.

Speaks DynamoDB's JSON protocol itself: the gateway has no room for an object mapper.
"""

from typing import Any

import msgspec

from app.ports.aws_call import AwsCall, AwsRejected
from app.ports.errors import Conflict, Unavailable
from app.ports.session_store import IdentifyRecord, ResumePoint, Tenure

Item = dict[str, dict[str, str]]

_KEEP_SECONDS = 30 * 24 * 3600


class _Answer(msgspec.Struct):
    item: dict[str, dict[str, Any]] | None = msgspec.field(name="Item", default=None)


class DynamoSessions:
    """A `SessionStore` and `IdentifyStore` for one application."""

    def __init__(self, call: AwsCall, *, table: str, application: str) -> None:
        self._call = call
        self._table = table
        self._application = application

    def look(self, shard: str) -> Tenure | None:
        item = self._get(shard)
        if item is None or "fence" not in item:
            return None

        return Tenure(
            holder=item.get("holder", {}).get("S"),
            fence=int(item["fence"]["N"]),
            beat=int(item["beat"]["N"]),
            point=_point(item),
        )

    def take(self, shard: str, *, holder: str, seen: Tenure | None) -> Tenure:
        fence = 1 if seen is None else seen.fence + 1
        condition = "attribute_not_exists(fence)"
        values: Item = {}
        if seen is not None:
            condition = "fence = :fence AND beat = :beat"
            values = {":fence": _number(seen.fence), ":beat": _number(seen.beat)}
        self._update(
            shard,
            "SET holder = :holder, fence = :next, beat = :zero",
            {":holder": {"S": holder}, ":next": _number(fence), ":zero": _number(0), **values},
            condition,
        )

        return Tenure(
            holder=holder, fence=fence, beat=0, point=None if seen is None else seen.point
        )

    def keep(self, shard: str, mine: Tenure, point: ResumePoint | None) -> Tenure:
        beat = mine.beat + 1
        update = "SET beat = :next"
        values = {":next": _number(beat), ":fence": _number(mine.fence)}
        if point is not None:
            update += ", session_id = :id, resume_seq = :seq, resume_url = :url, last_at = :at"
            update += ", expires_at = :end"
            values |= {
                ":id": {"S": point.session_id},
                ":seq": _number(point.sequence),
                ":url": {"S": point.resume_url},
                ":at": _number(point.at),
                ":end": _number(point.at // 1000 + _KEEP_SECONDS),
            }
        self._update(shard, update, values, "fence = :fence AND attribute_exists(holder)")

        return Tenure(holder=mine.holder, fence=mine.fence, beat=beat, point=point or mine.point)

    def release(self, shard: str, mine: Tenure) -> None:
        try:
            self._update(shard, "REMOVE holder", {":fence": _number(mine.fence)}, "fence = :fence")
        except Conflict:
            return

    def identifies(self) -> IdentifyRecord:
        item = self._get("identify")
        if item is None:
            return IdentifyRecord(version=0, starts=())
        starts = msgspec.json.decode(item["starts"]["S"], type=list[tuple[int, int]])

        return IdentifyRecord(version=int(item["version"]["N"]), starts=tuple(starts))

    def spend_identify(self, record: IdentifyRecord) -> None:
        before = record.version - 1
        starts = msgspec.json.encode(record.starts).decode()
        values: Item = {":starts": {"S": starts}, ":next": _number(record.version)}
        if before:
            values[":before"] = _number(before)
        self._update(
            "identify",
            "SET starts = :starts, version = :next",
            values,
            "version = :before" if before else "attribute_not_exists(version)",
        )

    def _key(self, name: str) -> Item:
        return {"pk": {"S": f"{self._application}#{name}"}}

    def _get(self, name: str) -> dict[str, dict[str, Any]] | None:
        request = {"TableName": self._table, "Key": self._key(name), "ConsistentRead": True}
        body = self._do("GetItem", request)

        return msgspec.json.decode(body, type=_Answer).item

    def _update(self, name: str, update: str, values: Item, condition: str) -> None:
        self._do(
            "UpdateItem",
            {
                "TableName": self._table,
                "Key": self._key(name),
                "UpdateExpression": update,
                "ConditionExpression": condition,
                "ExpressionAttributeValues": values,
            },
        )

    def _do(self, operation: str, request: dict[str, Any]) -> bytes:
        try:
            return self._call("dynamodb", operation, msgspec.json.encode(request))
        except AwsRejected as error:
            if error.code == "ConditionalCheckFailedException":
                raise Conflict(operation) from error
            # Rights or a missing table: the operator mends it while we wait.
            raise Unavailable(f"dynamodb: {error.code}") from error


def _number(value: int) -> dict[str, str]:
    return {"N": str(value)}


def _point(item: dict[str, dict[str, Any]]) -> ResumePoint | None:
    if "session_id" not in item:
        return None

    return ResumePoint(
        session_id=item["session_id"]["S"],
        sequence=int(item["resume_seq"]["N"]),
        resume_url=item["resume_url"]["S"],
        at=int(item["last_at"]["N"]),
    )
