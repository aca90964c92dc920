"""Limits and scripted faults as a caller meets them (RS-2 to RS-6, G-4)."""

import time

import httpx
import pytest

from tests.integration.local.discord.conftest import Agora
from tests.integration.local.discord.rest import QUIET, code

REAL = {"limits": {"profile": "real"}}


def faults(agora: Agora, **fault: object) -> None:
    agora.fake.control.act("faults", faults=[fault])


def contents(agora: Agora) -> list[str]:
    return [m["content"] for m in agora.fake.control.look("messages", channel="general")]


@pytest.mark.parametrize("agora", [REAL], indirect=True)
def test_rs3_a_full_bucket_answers_429_with_body_and_headers(agora: Agora) -> None:
    agora.fake.control.act("clock", seconds=0, stop=True)
    general = agora.channels["general"]
    answers = [agora.api.say(general, str(n)) for n in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    last = answers[-1]
    assert last.json().keys() == {"message", "retry_after", "global"}
    assert last.headers["X-RateLimit-Scope"] == "user"
    assert last.headers["X-RateLimit-Remaining"] == "0"
    assert last.headers["Retry-After"] == "5"
    assert last.json()["retry_after"] == 5
    assert agora.fake.control.look("limits")["limited"] == 1
    agora.fake.control.act("clock", seconds=5)
    assert agora.api.say(general, "later").status_code == 200


@pytest.mark.parametrize("agora", [REAL], indirect=True)
def test_rs2_buckets_can_be_changed_under_the_caller(agora: Agora) -> None:
    agora.fake.control.act("clock", seconds=0, stop=True)
    general = agora.channels["general"]
    before = agora.api.say(general, "a").headers["X-RateLimit-Bucket"]
    agora.fake.control.act("limits", limits={"create_message": [1, 9]}, shared=["create_message"])
    after = agora.api.say(general, "b").headers
    assert after["X-RateLimit-Bucket"] != before
    assert after["X-RateLimit-Limit"] == "1"
    refused = agora.api.say(general, "c")
    assert refused.headers["X-RateLimit-Scope"] == "shared"


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
def test_rs3_every_scope_of_429_can_be_ordered(agora: Agora, scope: str) -> None:
    faults(agora, operation="get_my_user", kind="rate_limited", scope=scope, seconds=2, count=1)
    answer = agora.api.get("/users/@me")
    assert answer.status_code == 429
    assert answer.json()["retry_after"] == 2
    assert answer.json()["global"] is (scope == "global")
    assert answer.headers.get("X-RateLimit-Global") == ("true" if scope == "global" else None)
    assert agora.api.get("/users/@me").status_code == 200


def test_rs3_cloudflare_answers_html(agora: Agora) -> None:
    faults(agora, kind="cloudflare", seconds=60, count=1)
    answer = agora.api.get("/users/@me")
    assert answer.status_code == 429
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("agora", [{"limits": {"invalid_per_ten_minutes": 3}}], indirect=True)
def test_rs5_the_address_is_banned_after_too_many_invalid_requests(agora: Agora) -> None:
    wrong = {"Authorization": "Bot wrong"}
    for _ in range(3):
        assert agora.api.call("GET", "/users/@me", headers=wrong).status_code == 401
    answer = agora.api.get("/users/@me")
    assert answer.status_code == 429
    assert "html" in answer.headers["Content-Type"]
    assert agora.fake.control.look("limits")["invalid"] == 4


def test_an_error_before_the_effect_leaves_no_effect(agora: Agora) -> None:
    faults(agora, operation="create_message", kind="error_before", status=503, count=1)
    assert agora.api.say(agora.channels["general"], "x").status_code == 503
    assert contents(agora) == []
    assert agora.fake.control.effects("create_message") == []


def test_an_error_after_the_effect_hides_that_it_happened(agora: Agora) -> None:
    faults(agora, operation="create_message", kind="error_after", status=502, count=1)
    assert agora.api.say(agora.channels["general"], "x").status_code == 502
    assert contents(agora) == ["x"]
    effect = agora.fake.control.effects("create_message")[0]
    assert (effect["applied"], effect["delivered"], effect["status"]) == (True, False, 200)


def test_a_lost_reply_is_a_cut_connection_after_the_effect(agora: Agora) -> None:
    faults(agora, operation="create_message", kind="reply_lost", count=1)
    with pytest.raises(httpx.TransportError):
        agora.api.say(agora.channels["general"], "x")
    assert contents(agora) == ["x"]
    assert agora.fake.control.effects("create_message")[0]["delivered"] is False


def test_a_reset_before_the_effect_is_a_cut_connection_and_nothing_else(agora: Agora) -> None:
    faults(agora, kind="reset_before", count=1)
    with pytest.raises(httpx.TransportError):
        agora.api.say(agora.channels["general"], "x")
    assert contents(agora) == []


def test_a_refusal_with_any_code_can_be_ordered(agora: Agora) -> None:
    faults(agora, operation="create_dm", kind="refuse", code=40003, count=1)
    body = {"recipient_id": agora.members["mia"]}
    assert code(agora.api.post("/users/@me/channels", body)) == (429, 40003)
    assert agora.api.post("/users/@me/channels", body).status_code == 200


def test_an_answer_can_be_late(agora: Agora) -> None:
    faults(agora, kind="latency", seconds=0.3, count=1)
    started = time.monotonic()
    assert agora.api.get("/users/@me").status_code == 200
    assert time.monotonic() - started >= 0.3


def test_a_fault_may_be_for_one_channel_only(agora: Agora) -> None:
    here, there = agora.channels["general"], agora.channels["random"]
    faults(agora, operation="create_message", match={"channel_id": here}, status=500)
    assert agora.api.say(here, "x").status_code == 500
    assert agora.api.say(there, "x").status_code == 200


def test_rs1_headers_are_asked_for(agora: Agora) -> None:
    assert code(agora.api.call("GET", "/users/@me", headers={"User-Agent": "curl"})) == (403, 40333)
    assert agora.fake.control.violations()[0]["rule"] == "RS-1"
    assert code(agora.api.call("GET", "/users/@me", headers={"Authorization": "Bot x"})) == (401, 0)
    plain = {"Content-Type": "text/plain"}
    path = f"/channels/{agora.channels['general']}/messages"
    refused = agora.api.call("POST", path, QUIET | {"content": "x"}, headers=plain)
    assert code(refused) == (400, 50035)


def test_a_rotated_token_makes_the_old_one_worthless(agora: Agora) -> None:
    """T-21, RS-6: 401 from then on."""
    agora.fake.control.act("gateway", token="rotated")
    assert code(agora.api.get("/users/@me")) == (401, 0)


def test_a_breach_of_the_contract_is_recorded_and_refused(agora: Agora) -> None:
    path = f"/channels/{agora.channels['general']}/messages"
    answer = agora.api.post(path, {"content": "x"})
    assert code(answer) == (400, 50035)
    assert "allowed_mentions" in answer.json()["errors"]
    violation = agora.fake.control.violations()[0]
    assert (violation["operation"], violation["rule"]) == ("create_message", "OV-4")


@pytest.mark.parametrize("agora", [{"contract": "record"}], indirect=True)
def test_a_breach_may_be_recorded_without_being_refused(agora: Agora) -> None:
    path = f"/channels/{agora.channels['general']}/messages"
    assert agora.api.post(path, {"content": "x"}).status_code == 200
    assert len(agora.fake.control.violations()) == 1


def test_calls_outside_the_list_and_without_version_are_breaches(agora: Agora) -> None:
    assert code(agora.api.get("/guilds/1/webhooks")) == (404, 0)
    unversioned = f"{agora.fake.url}/api/users/@me"
    assert agora.api._http.get(unversioned).status_code == 404
    rules = [v["rule"] for v in agora.fake.control.violations()]
    assert rules == ["1.9", "RS-1"]


def test_broken_json_has_its_own_code(agora: Agora) -> None:
    path = f"{agora.fake.api_url}/channels/{agora.channels['general']}/messages"
    headers = {"Content-Type": "application/json"}
    answer = agora.api._http.post(path, content=b"{nonsense", headers=headers)
    assert code(answer) == (400, 50109)
