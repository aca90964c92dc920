import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.discord.answers import BANNED_PAUSE, body_of, code_of, pause_of, told_by
from app.adapters.discord.outcomes import DM_PAUSE, outcome_of
from app.ports.discord_api import (
    Ambiguous,
    BanLimit,
    DiscordRejected,
    DmClosed,
    Forbidden,
    Gone,
    Invalid,
    Stopped,
    TextBlocked,
)
from app.ports.errors import Unavailable

TABLE = [
    (400, 30035, BanLimit),  # too many bans of non-members
    (400, 40003, Unavailable),
    (400, 40060, DiscordRejected),
    (400, 50006, Invalid),
    (400, 50016, DiscordRejected),
    (400, 50033, DmClosed),
    (400, 50034, DiscordRejected),
    (400, 50035, Invalid),
    (400, 50083, DiscordRejected),
    (400, 50109, Invalid),
    (400, 200000, TextBlocked),
    (400, 200001, TextBlocked),
    (400, 240000, TextBlocked),
    (400, 500000, DiscordRejected),
    (401, 0, Stopped),
    (401, 50027, Gone),
    (403, 0, DiscordRejected),
    (403, 20001, DiscordRejected),
    (403, 40007, Forbidden),
    (403, 40333, Unavailable),
    (403, 50001, Forbidden),
    (403, 50005, DiscordRejected),
    (403, 50007, DmClosed),
    (403, 50013, Forbidden),
    (403, 50278, DmClosed),
    (403, 60003, Forbidden),
    (404, 0, Gone),
    (404, 10003, Gone),
    (404, 10004, Gone),
    (404, 10007, Gone),
    (404, 10008, Gone),
    (404, 10013, Gone),
    (404, 10015, Gone),
    (404, 10026, Gone),
    (404, 10062, Gone),
    (405, 0, DiscordRejected),
    (429, 20016, Unavailable),
    (429, 40003, Unavailable),
    (500, 0, Ambiguous),
    (502, 0, Ambiguous),
    (503, 0, Ambiguous),
    (503, 130000, Ambiguous),
    (504, 0, Ambiguous),
    (520, 0, Ambiguous),
]


@pytest.mark.parametrize(("status", "code", "kind"), TABLE)
def test_every_answer_means_one_thing(status: int, code: int, kind: type[Exception]) -> None:
    """RS-6."""
    assert type(outcome_of(status, code, with_token=True)) is kind


def test_a_refused_webhook_token_is_not_the_bot_s() -> None:
    """Otherwise one stale interaction would stop the whole bot."""
    assert type(outcome_of(401, 0, with_token=False)) is DiscordRejected
    assert type(outcome_of(401, 50027, with_token=False)) is Gone


def test_opening_dms_too_fast_asks_for_a_rest() -> None:
    error = outcome_of(400, 40003, with_token=True)

    assert isinstance(error, Unavailable)
    assert error.retry_after == DM_PAUSE


def test_a_refusal_keeps_status_and_code() -> None:
    error = outcome_of(403, 50013, with_token=True)

    assert isinstance(error, DiscordRejected)
    assert (error.status, error.code, error.word) == (403, 50013, "missing_permission")


# --- 429 in every form (RS-3) ---------------------------------------------------------------------


def test_a_route_s_own_429_stops_the_route() -> None:
    pause = pause_of({"retry-after": "1"}, {"retry_after": 0.75, "global": False})

    assert (pause.seconds, pause.everything, pause.ours) == (1.0, False, True)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, {"retry_after": 2.0, "global": True}),
        ({"x-ratelimit-global": "true"}, {"retry_after": 2.0, "global": False}),
        ({"x-ratelimit-scope": "global"}, {"retry_after": 2.0}),
    ],
)
def test_a_global_429_stops_everything(headers: dict[str, str], body: dict[str, object]) -> None:
    pause = pause_of(headers, body)

    assert (pause.seconds, pause.everything) == (2.0, True)


def test_a_shared_429_is_not_our_fault() -> None:
    """RS-5: it does not count towards the ban."""
    pause = pause_of({"x-ratelimit-scope": "shared"}, {"retry_after": 2.0})

    assert (pause.everything, pause.ours) == (False, False)


@pytest.mark.parametrize("body", [None, "<html>", [], {"message": "banned"}])
def test_a_429_that_is_not_discord_s_is_taken_for_a_ban_of_our_address(body: object) -> None:
    pause = pause_of({"retry-after": "3"}, body)

    assert (pause.seconds, pause.everything) == (BANNED_PAUSE, True)
    assert pause_of({"retry-after": "3600"}, body).seconds == 3600


@given(st.one_of(st.none(), st.text(), st.floats(), st.lists(st.none()), st.just(10**400)))
def test_a_strange_retry_after_still_gives_a_pause(value: object) -> None:
    pause = pause_of({"retry-after": "soon"}, {"retry_after": value})

    assert 0 < pause.seconds < float("inf")


HEADERS = {
    "x-ratelimit-bucket": "abc",
    "x-ratelimit-limit": "5",
    "x-ratelimit-remaining": "3",
    "x-ratelimit-reset-after": "1.5",
    "x-ratelimit-reset": "1470173023.123",
}


def test_headers_are_read() -> None:
    told = told_by(HEADERS)

    assert told is not None
    assert (told.bucket, told.limit, told.remaining) == ("abc", 5, 3)
    assert (told.reset_after, told.reset) == (1.5, 1470173023.123)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", [None, "many", "", "nan"])
def test_headers_that_make_no_sense_are_none(name: str, value: str | None) -> None:
    headers = dict(HEADERS)
    del headers[name]
    if value is not None:
        headers[name] = value

    assert told_by(headers) is None or name == "x-ratelimit-bucket"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 0),
        (b"<html>", 0),
        (b"[]", 0),
        (b'{"code": "x"}', 0),
        (b'{"code": 10008}', 10008),
        (b"\xff\xfe", 0),
    ],
)
def test_bodies_of_all_kinds_are_read(content: bytes, code: int) -> None:
    assert code_of(body_of(httpx.Response(404, content=content))) == code


def test_a_body_is_json() -> None:
    assert body_of(httpx.Response(200, content=json.dumps({"id": "1"}))) == {"id": "1"}
