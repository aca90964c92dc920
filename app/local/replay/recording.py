"""Recorded chats: our JSON lines, or a DiscordChatExporter JSON export."""

import gzip
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

import orjson

WRITTEN_BY_PEOPLE = frozenset({"Default", "Reply"})


class RecordingError(Exception):
    """The file cannot be replayed; the text names file, line and fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One recorded message."""

    at: datetime
    channel: str
    user: str
    text: str


def read_recording(path: Path) -> Iterator[Said]:
    """The messages of a recording in the order in which they stand there.

    Raises:
        RecordingError: the file is missing or a line is not what it should be.
    """
    try:
        with _open(path) as file:
            first = file.readline()
            file.seek(len(BOM_UTF8) if first.startswith(BOM_UTF8) else 0)
            first = first.removeprefix(BOM_UTF8)
            if _is_export(first):
                yield from _exported(path, file)
            else:
                yield from _lines(path, file)
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise RecordingError(f"{path}: cannot be read ({error})") from error


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))

    return path.open("rb")


def _is_export(first: bytes) -> bool:
    """An export is one document over many lines, or one line with all messages."""
    start = first.strip()
    return start == b"{" or (start.startswith(b"{") and b'"messages"' in start)


def _lines(path: Path, file: IO[bytes]) -> Iterator[Said]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            yield _said(f"{path}:{number}", line)


def _said(where: str, line: bytes) -> Said:
    try:
        record = orjson.loads(line)
        return Said(
            at=_moment(record["at"]),
            channel=str(record["channel"]),
            user=str(record["user"]),
            text=_text(record["text"]),
        )
    except orjson.JSONDecodeError as error:
        raise RecordingError(f"{where}: not JSON ({error})") from error
    except (KeyError, TypeError, ValueError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else error
        raise RecordingError(
            f"{where}: needs at (ISO time), channel, user, text ({why})"
        ) from error


def _exported(path: Path, file: IO[bytes]) -> Iterator[Said]:
    try:
        document: Mapping[str, Any] = orjson.loads(file.read())
        channel = str(document["channel"]["name"])
        messages = list(document["messages"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise RecordingError(f"{path}: no DiscordChatExporter JSON export ({error})") from error
    for index, message in enumerate(messages):
        try:
            if message.get("type", "Default") in WRITTEN_BY_PEOPLE:
                yield Said(
                    at=_moment(message["timestamp"]),
                    channel=channel,
                    user=str(message["author"]["name"]),
                    text=_text(message["content"]),
                )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RecordingError(f"{path}: messages[{index}] is malformed ({error})") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text must be a string")

    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
