"""Structured logs that cannot leak: a record shows its event's name and allow-listed fields only.

An event is a constant name ("session.resumed"); everything else goes into `extra`. Messages are
never formatted with arguments, and of an exception only its class and the places in the code are
shown, for texts of exceptions may quote what a member wrote. Records of other people's libraries
are reduced to logger, level and class of exception.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO

from typing_extensions import override

FIELDS = frozenset(
    {
        "acted", "action", "appeal", "at_sequence", "attempt", "behaviour", "bucket", "bytes",
        "called_at", "case", "channel", "code", "context", "count", "decided_at", "decision",
        "effect", "envelope", "error", "exit", "expected", "failed", "fault", "final", "function",
        "guild", "headroom", "job", "judged", "judged_at", "key", "kind", "label", "latency_ms",
        "limits", "member", "message", "message_id", "millis", "missing", "mode", "model", "ms",
        "name_of_event", "next_step", "operation", "order", "orders", "outcome", "page", "pages",
        "part", "policy", "port", "queue", "reason", "remaining", "repeated", "resource",
        "retry_after", "risk", "route", "rules", "seconds", "sequence", "session", "shard",
        "shards", "spoken_at", "state", "status", "table", "toxicity", "url_host", "user",
        "version", "wanted",
    }
)  # fmt: skip
_OWN = ("app", "functions", "__main__")
_MAX_TEXT = 300
_MAX_LIST = 20


def configure(
    process: str,
    log_format: Literal["json", "text"],
    level: str,
    *,
    stream: TextIO | None = None,
) -> None:
    """Send every record of this process to stdout, one line each."""
    handler = logging.StreamHandler(sys.stdout if stream is None else stream)
    handler.setFormatter(JsonLines(process) if log_format == "json" else HumanLines(process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for library in ("websockets", "urllib3", "botocore", "httpx", "httpcore"):
        logging.getLogger(library).setLevel(logging.WARNING)


class JsonLines(logging.Formatter):
    """One JSON object per record."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            **_shown(record),
        }

        return json.dumps(line, separators=(",", ":"))


class HumanLines(logging.Formatter):
    """The same for a person at a terminal."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    @override
    def format(self, record: logging.LogRecord) -> str:
        shown = _shown(record)
        moment = datetime.fromtimestamp(record.created, UTC).astimezone()
        mark = "" if record.levelno < logging.WARNING else f"{record.levelname.lower()}: "
        event = shown.pop("event")
        fields = " ".join(f"{name}={_plain(value)}" for name, value in shown.items())

        return f"{moment:%H:%M:%S} {self._process:<12} {mark}{event} {fields}".rstrip()


def _shown(record: logging.LogRecord) -> dict[str, Any]:
    if record.name.partition(".")[0] not in _OWN:
        return {"event": "library", "logger": record.name, **_exception(record)}
    fields = {
        name: _safe(value)
        for name, value in record.__dict__.items()
        if name in FIELDS and not (name == "message" and value == record.msg)
    }

    return {"event": str(record.msg), **fields, **_exception(record)}


def _exception(record: logging.LogRecord) -> dict[str, Any]:
    if record.exc_info is None or record.exc_info[0] is None:
        return {}
    kind, _, trace = record.exc_info

    return {"exception": kind.__name__, "trace": _places(trace)}


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(trace)
    ]


def _safe(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value

    if isinstance(value, list):
        return [str(one)[:_MAX_TEXT] for one in value[:_MAX_LIST]]

    return str(value)[:_MAX_TEXT]


def _plain(value: object) -> str:
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)

    return text if text.isprintable() and " " not in text else json.dumps(text)
