import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.interactions.asgi import web_app
from app.interactions.endpoint import MAX_BODY
from app.interactions.lambda_door import lambda_handler
from tests.door import payload, signed
from tests.unit.interactions.doorstep import NOW, Untouchable, an_endpoint

EVENTS = Path(__file__).resolve().parents[2] / "events"
HANDLER = lambda_handler(web_app(an_endpoint()))


def event(name: str, **changes: Any) -> dict[str, Any]:
    """A real event of API Gateway, format 2.0, signed at the endpoint's own moment."""
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return loaded | changes


def signed_event(body: bytes, **headers: str) -> dict[str, Any]:
    _, signature, timestamp = signed(body, at=NOW)
    given_headers = {"x-signature-ed25519": signature, "x-signature-timestamp": timestamp}
    encoded = base64.b64encode(body).decode()
    return event("ping", headers=given_headers | headers, body=encoded, isBase64Encoded=True)


@pytest.mark.parametrize("name", ["ping", "ping_base64"])
def test_a_ping_by_api_gateway_is_answered(name: str) -> None:
    """IN-1, IN-3: plain and base64, the same verdict and the same bytes."""
    reply = HANDLER(event(name), None)

    assert reply["statusCode"] == 200
    assert reply["body"] == '{"type":1}'
    assert reply["headers"]["content-type"] == "application/json"
    assert reply["isBase64Encoded"] is False


@pytest.mark.parametrize("name", ["help", "help_base64"])
def test_a_command_by_api_gateway_is_answered_in_russian(name: str) -> None:
    handler = lambda_handler(web_app(an_endpoint()))
    reply = handler(event(name), None)

    answer = json.loads(reply["body"])
    assert answer["type"] == 4
    assert "Что я здесь делаю" in json.dumps(answer, ensure_ascii=False)


def test_a_forged_ping_is_unsigned() -> None:
    """IN-2: Discord sends such ones to see that they are refused."""
    reply = HANDLER(event("forged_ping"), None)

    assert (reply["statusCode"], reply["body"]) == (401, "{}")


@pytest.mark.parametrize(
    "change",
    [
        {"body": None},
        {"body": ""},
        {"body": "{}"},
        {"isBase64Encoded": True},
        {"isBase64Encoded": True, "body": "%%%"},
        {"isBase64Encoded": True, "body": "YQ"},
        {"isBase64Encoded": True, "body": "\u00e9"},
        {"body": "\ud800"},
        {"body": "x" * (MAX_BODY + 10)},
        {"headers": {}},
        {"headers": None},
        {"headers": {"host": "a:b:c", "x-forwarded-port": "no", "x-signature-ed25519": "é\ud800"}},
        {"cookies": ["a=b", "\u0100"]},
        {"rawQueryString": "a=b"},
    ],
)
def test_whatever_is_wrong_with_an_event_it_is_401(change: dict[str, Any]) -> None:
    """IN-2, G-7: never 500, and no work is done."""
    handler = lambda_handler(web_app(an_endpoint(routes=(), replies=Untouchable())))
    harmless = {"cookies", "rawQueryString"} & set(change)

    reply = handler(event("ping" if harmless else "help", **change), None)

    assert reply["statusCode"] == (200 if harmless else 401)


def test_strange_headers_do_not_hurt_a_genuine_request() -> None:
    headers = {"host": "a:b:c", "x-forwarded-port": "no", "x-odd": "\u0416\ud800"}

    assert HANDLER(signed_event(b'{"type":1}', **headers), None)["statusCode"] == 200


def test_header_names_are_read_in_any_case() -> None:
    changed = event("ping")
    headers = {name.title(): value for name, value in changed["headers"].items()}

    assert HANDLER(event("ping", headers=headers), None)["statusCode"] == 200


def test_doubled_headers_as_api_gateway_joins_them_are_unsigned() -> None:
    """IN-2: payload format 2.0 joins repeated headers with a comma."""
    headers = event("ping")["headers"]
    signature = headers["x-signature-ed25519"]
    doubled = headers | {"x-signature-ed25519": f"{signature},{signature}"}

    assert HANDLER(event("ping", headers=doubled), None)["statusCode"] == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/interactions", 405),
        ("PUT", "/interactions", 405),
        ("POST", "/", 404),
        ("POST", "/interactions/", 307),
        ("GET", "/docs", 404),
        ("GET", "/openapi.json", 404),
        ("GET", "/healthz", 200),
    ],
)
def test_there_is_one_door(method: str, path: str, status: int) -> None:
    knocked = event("ping")
    knocked["requestContext"]["http"] |= {"method": method, "path": path}

    assert HANDLER(knocked, None)["statusCode"] == status


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.one_of(
            st.sampled_from(["x-signature-ed25519", "x-signature-timestamp", "host", "cookie"]),
            st.text(max_size=10),
        ),
        st.text(max_size=200),
        max_size=5,
    ),
    st.one_of(st.none(), st.text(max_size=300)),
    st.booleans(),
)
def test_no_headers_and_no_body_bring_the_door_down(
    headers: dict[str, str],
    body: str | None,
    encoded: bool,  # noqa: FBT001 — hypothesis draws it
) -> None:
    """G-7."""
    forged = event("ping", headers=headers, body=body, isBase64Encoded=encoded)

    assert HANDLER(forged, None)["statusCode"] == 401


def test_a_payload_with_every_kind_of_text_survives_the_way() -> None:
    strange = payload(2, {"id": "1", "name": "\ud800\ufffe\U0001f600", "type": 1})
    reply = HANDLER(signed_event(json.dumps(strange).encode()), None)

    assert reply["statusCode"] == 200
    assert "do not know this command" in reply["body"]
