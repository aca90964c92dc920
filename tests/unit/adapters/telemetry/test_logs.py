"""T-18: the log shows allow-listed fields and nothing else."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any, Literal

import pytest

from app.adapters.telemetry import logs

CANARY = "canary-7f3a"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def configure(stream: io.StringIO, log_format: Literal["json", "text"] = "json") -> None:
    logs.configure("gateway", log_format, "INFO", stream=stream)


def test_an_event_is_one_json_object_with_its_fields(stream: io.StringIO) -> None:
    configure(stream)
    logging.getLogger("app.x").info("session.resumed", extra={"shard": 0, "sequence": 7})

    (line,) = lines(stream)
    assert line["at"].endswith("+00:00")
    assert {key: line[key] for key in line if key != "at"} == {
        "level": "info",
        "process": "gateway",
        "event": "session.resumed",
        "shard": 0,
        "sequence": 7,
    }


def test_a_field_that_is_not_allowed_does_not_get_out(stream: io.StringIO) -> None:
    configure(stream)
    logging.getLogger("app.x").info("x", extra={"content": CANARY, "token": CANARY, "shard": 1})

    assert CANARY not in stream.getvalue()
    assert lines(stream)[0]["shard"] == 1


def test_arguments_of_a_message_do_not_get_out(stream: io.StringIO) -> None:
    configure(stream)
    logging.getLogger("app.x").warning("odd %s", CANARY)  # the mistake that must not leak

    assert lines(stream)[0]["event"] == "odd %s"


def test_the_text_of_an_exception_does_not_get_out(stream: io.StringIO) -> None:
    configure(stream)
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("app.x").exception("event.bug")

    (line,) = lines(stream)
    assert CANARY not in stream.getvalue()
    assert line["exception"] == "ValueError"
    assert line["trace"][-1].startswith("test_logs.py:")


def test_other_peoples_libraries_say_only_who_they_are(stream: io.StringIO) -> None:
    configure(stream)
    logging.getLogger("asyncio").error("Task failed: <%s>", CANARY)
    logging.getLogger("urllib3.connectionpool").debug(CANARY)

    (line,) = lines(stream)
    assert (line["event"], line["logger"]) == ("library", "asyncio")
    assert CANARY not in stream.getvalue()


def test_long_values_are_cut(stream: io.StringIO) -> None:
    configure(stream)
    logging.getLogger("app.x").info("x", extra={"reason": "r" * 9999})

    assert len(lines(stream)[0]["reason"]) == 300


def test_a_person_gets_one_readable_line(stream: io.StringIO) -> None:
    configure(stream, "text")
    logging.getLogger("app.x").warning("tenure.lost", extra={"shard": 3, "reason": "a b"})

    (line,) = stream.getvalue().splitlines()
    assert line.endswith('gateway      warning: tenure.lost shard=3 reason="a b"')
    assert "\n" not in line


def test_a_value_cannot_forge_a_line(stream: io.StringIO) -> None:
    configure(stream, "text")
    logging.getLogger("app.x").info("x", extra={"reason": "a\n12:00:00 gateway  all is well"})

    assert len(stream.getvalue().splitlines()) == 1
