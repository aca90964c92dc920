"""Signed interactions: sent, timed, answered, checked, applied (contracts 1.1)."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from tests.integration.local.discord.conftest import Agora
from tests.integration.local.discord.rest import QUIET, code
from tests.integration.local.discord.wire import identified
from tests.patience import PATIENCE

Json = dict[str, Any]
Answer = Callable[[Json], Any]
EPHEMERAL, V2 = 64, 1 << 15
CHOICES = [{"name": "one", "value": 1}]
COMMANDS = [
    {
        "name": "warn",
        "description": "Warns",
        "default_member_permissions": str(1 << 40),
        "contexts": [0],
        "options": [
            {"type": 6, "name": "user", "description": "Whom", "required": True},
            {"type": 3, "name": "reason", "description": "Why", "autocomplete": True},
        ],
    },
    {
        "name": "policy",
        "description": "Policy",
        "options": [{"type": 1, "name": "show", "description": "Show"}],
    },
    {
        "name": "place",
        "description": "Options of every kind",
        "options": [
            {"type": 7, "name": "channel", "description": "Where"},
            {"type": 8, "name": "role", "description": "Who"},
            {"type": 4, "name": "count", "description": "How many", "choices": CHOICES},
        ],
    },
    {"name": "Report", "type": 3},
    {"name": "Standing", "type": 2},
]
BUTTON = {"type": 2, "style": 1, "label": "Appeal", "custom_id": "appeal"}
ROW = {"type": 1, "components": [BUTTON]}
TWO = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]
FORM = {
    "custom_id": "form",
    "title": "Appeal",
    "components": [
        {
            "type": 18,
            "label": "Why?",
            "component": {"type": 4, "custom_id": "text", "style": 2, "max_length": 1000},
        }
    ],
}


class Application:
    """An interactions endpoint: verifies, remembers, answers what the test scripted."""

    def __init__(self, public_key: str) -> None:
        self.key = VerifyKey(bytes.fromhex(public_key))
        self.received: list[Json] = []
        self.answer: Answer = lambda _: {"type": 4, "data": {"content": "ok"} | QUIET}

    def handle(self, body: bytes, signature: str, timestamp: str) -> tuple[int, bytes]:
        try:
            self.key.verify(timestamp.encode() + body, bytes.fromhex(signature))
        except BadSignatureError:
            return 401, b""
        payload: Json = json.loads(body)
        if payload["type"] == 1:
            return 200, b'{"type":1}'
        self.received.append(payload)
        answer = self.answer(payload)
        return (202, b"") if answer is None else (200, json.dumps(answer).encode())


@contextmanager
def served(application: Application) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = self.headers
            status, reply = application.handle(
                body, headers["X-Signature-Ed25519"], headers["X-Signature-Timestamp"]
            )
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/interactions"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def application(agora: Agora) -> Iterator[Application]:
    made = Application(agora.fake.public_key)
    with served(made) as url:
        answer = agora.api.patch("/applications/@me", {"interactions_endpoint_url": url})
        assert answer.status_code == 200
        commands = f"/applications/{agora.fake.application_id}/commands"
        assert agora.api.put(commands, COMMANDS).status_code == 200
        yield made


def reply(kind: int, **data: Any) -> Answer:
    return lambda _: {"type": kind, "data": data}


def show(agora: Agora, **command: Any) -> Json:
    found: Json = agora.fake.control.act("command", channel="general", **command)
    return found


def warn(agora: Agora, user: str = "max", **more: Any) -> Json:
    return show(agora, user=user, name="warn", options={"user": "@mia"}, **more)


def seen_by(agora: Agora, user: str) -> list[Json]:
    found: list[Json] = agora.fake.control.look("messages", channel="general", user=user)
    return found


def card(agora: Agora) -> str:
    """A message of the bot with a button on it."""
    general = agora.channels["general"]
    return str(agora.api.say(general, "card", components=[ROW]).json()["id"])


def test_in1_a_command_arrives_signed_and_complete(agora: Agora, application: Application) -> None:
    """IN-1, IN-15: who, where, with which rights."""
    summary = warn(agora)
    assert summary["failure"] is None
    payload = application.received[0]
    mia = agora.members["mia"]
    assert payload["data"]["options"] == [{"name": "user", "type": 6, "value": mia}]
    assert payload["data"]["resolved"]["users"][mia]["username"] == "mia"
    partial = payload["data"]["resolved"]["members"][mia]
    assert {"user", "deaf", "mute"}.isdisjoint(partial)
    assert int(payload["member"]["permissions"]) & 1 << 40
    assert int(payload["app_permissions"]) & 1 << 40
    assert payload["context"] == 0
    assert payload["authorizing_integration_owners"] == {"0": agora.guild}
    assert payload["guild_id"] == agora.guild
    assert "user" not in payload


def test_in4_with_an_endpoint_the_gateway_stays_silent(
    agora: Agora, application: Application
) -> None:
    with identified(agora.fake) as socket:
        warn(agora)
        socket.event("MESSAGE_CREATE")
        assert "INTERACTION_CREATE" not in [f["t"] for f in socket.seen]
    assert application.received


def test_in4_without_an_endpoint_it_comes_by_the_gateway(agora: Agora) -> None:
    agora.api.put(f"/applications/{agora.fake.application_id}/commands", COMMANDS)
    with identified(agora.fake) as socket:
        results: list[Json] = []
        user = threading.Thread(target=lambda: results.append(warn(agora)))
        user.start()
        payload = socket.event("INTERACTION_CREATE")
        path = f"/interactions/{payload['id']}/{payload['token']}/callback"
        body = {"type": 4, "data": QUIET | {"content": "by callback"}}
        assert agora.api.post(path, body).status_code == 204
        user.join()
    assert results[0]["answer"] == 4


def test_in8_an_ephemeral_answer_only_its_user_sees(agora: Agora, application: Application) -> None:
    application.answer = reply(4, content="secret", flags=EPHEMERAL, **QUIET)
    with identified(agora.fake) as socket:
        summary = warn(agora)
        agora.say("mia", "after")
        assert socket.event("MESSAGE_CREATE")["content"] == "after"
    assert summary["ephemeral"]
    assert [m["content"] for m in seen_by(agora, "max")] == ["secret", "after"]
    assert [m["content"] for m in seen_by(agora, "mia")] == ["after"]
    path = f"/channels/{agora.channels['general']}/messages/{summary['original_id']}"
    assert code(agora.api.get(path)) == (404, 10008)


@pytest.mark.parametrize("agora", [{"answer_seconds": 0.5}], indirect=True)
def test_in5_no_answer_in_time_is_a_failure(agora: Agora, application: Application) -> None:
    def slow(_: Json) -> Json:
        time.sleep(0.7)
        return {"type": 4, "data": QUIET | {"content": "late"}}

    application.answer = slow
    assert warn(agora)["failure"] == "no answer within 0.5 seconds"
    assert seen_by(agora, "max") == []


def test_in5_a_late_callback_finds_no_interaction(agora: Agora, application: Application) -> None:
    answers: list[tuple[int, int]] = []

    def late(payload: Json) -> Json:
        agora.fake.control.act("clock", seconds=PATIENCE + 1)
        path = f"/interactions/{payload['id']}/{payload['token']}/callback"
        answers.append(code(agora.api.post(path, {"type": 5})))
        return {"type": 5}

    application.answer = late
    assert "10062" in warn(agora)["failure"]
    assert answers == [(404, 10062)]


def original(agora: Agora, payload: Json) -> str:
    return f"/webhooks/{agora.fake.application_id}/{payload['token']}/messages/@original"


def test_in7_a_deferred_answer_is_edited_and_expires_after_fifteen_minutes(
    agora: Agora, application: Application
) -> None:
    application.answer = reply(5, flags=EPHEMERAL)
    warn(agora)
    path = original(agora, application.received[0])
    assert agora.api.get(path).json()["flags"] & 1 << 7
    edited = agora.api.patch(path, QUIET | {"content": "done"})
    assert edited.json()["content"] == "done"
    assert not edited.json()["flags"] & 1 << 7
    assert [m["content"] for m in seen_by(agora, "max")] == ["done"]
    agora.fake.control.act("clock", seconds=901)
    assert code(agora.api.patch(path, QUIET | {"content": "too late"})) == (401, 50027)


def test_in7_a_follow_up_to_a_deferral_edits_it_and_is_a_breach(
    agora: Agora, application: Application
) -> None:
    application.answer = lambda _: {"type": 5}
    deferred = warn(agora)
    hook = f"/webhooks/{agora.fake.application_id}/{application.received[0]['token']}"
    followed = agora.api.post(hook, QUIET | {"content": "done"}).json()
    assert followed["id"] == deferred["original_id"]
    assert [v["rule"] for v in agora.fake.control.violations()] == ["IN-7"]


def test_in7_one_first_answer_and_no_second(agora: Agora, application: Application) -> None:
    warn(agora)
    payload = application.received[0]
    path = f"/interactions/{payload['id']}/{payload['token']}/callback"
    again = agora.api.post(path, {"type": 4, "data": QUIET | {"content": "again"}})
    assert code(again) == (400, 40060)


def test_in5_accepted_with_202_the_answer_comes_by_callback(
    agora: Agora, application: Application
) -> None:
    def accepted(payload: Json) -> None:
        path = f"/interactions/{payload['id']}/{payload['token']}/callback?with_response=true"
        body = {"type": 4, "data": QUIET | {"content": "x"}}
        described = agora.api.post(path, body).json()["interaction"]
        assert described["response_message_id"]

    application.answer = accepted
    assert warn(agora)["answer"] == 4


def test_followups_can_be_written_edited_and_deleted(
    agora: Agora, application: Application
) -> None:
    warn(agora)
    token = application.received[0]["token"]
    hook = f"/webhooks/{agora.fake.application_id}/{token}"
    made = agora.api.post(hook, QUIET | {"content": "more", "flags": EPHEMERAL}).json()
    own = f"{hook}/messages/{made['id']}"
    assert agora.api.patch(own, QUIET | {"content": "changed"}).json()["content"] == "changed"
    assert agora.api.delete(own).status_code == 204
    assert code(agora.api.delete(own)) == (404, 10008)
    assert agora.api.delete(f"{hook}/messages/@original").status_code == 204
    foreign = agora.say("mia", "not yours")
    assert code(agora.api.delete(f"{hook}/messages/{foreign}")) == (404, 10008)


ILLEGAL: dict[str, Answer] = {
    "an update to a command": reply(7, content="x", **QUIET),
    "a deferred update to a command": lambda _: {"type": 6},
    "choices to a command": reply(8, choices=[]),
    "a pong to a command": lambda _: {"type": 1},
    "a deferral with content": reply(5, content="x"),
    "a reply without allowed_mentions": reply(4, content="x"),
    "an empty reply": reply(4, content="", **QUIET),
    "a reply of another shape": lambda _: {"kind": 4},
    "a list": lambda _: [],
    "too long": reply(4, content="x" * 2001, **QUIET),
}


@pytest.mark.parametrize("name", ILLEGAL)
def test_in6_illegal_answers_are_failures(
    agora: Agora, application: Application, name: str
) -> None:
    application.answer = ILLEGAL[name]
    assert warn(agora)["failure"]
    assert seen_by(agora, "max") == []


def test_a_click_updates_the_message_it_was_on(agora: Agora, application: Application) -> None:
    message = card(agora)
    done = {"type": 1, "components": [BUTTON | {"disabled": True}]}
    application.answer = reply(7, content="handled", components=[done], **QUIET)
    with identified(agora.fake) as socket:
        clicked = agora.fake.control.click("max", message, "appeal")
        assert socket.event("MESSAGE_UPDATE")["content"] == "handled"
    assert clicked["failure"] is None
    payload = application.received[0]
    assert payload["type"] == 3
    assert payload["data"]["component_type"] == 2
    assert payload["message"]["id"] == message
    with pytest.raises(Exception, match="no component"):
        agora.fake.control.click("max", message, "appeal")


def test_only_what_is_there_and_seen_can_be_clicked(agora: Agora, application: Application) -> None:
    message = card(agora)
    with pytest.raises(Exception, match="no component"):
        agora.fake.control.click("max", message, "forged")
    log = agora.channels["mod-log"]
    hidden = agora.api.say(log, "card", components=[ROW]).json()["id"]
    with pytest.raises(Exception, match="Missing Access"):
        agora.fake.control.click("mia", hidden, "appeal")
    assert agora.fake.control.click("max", hidden, "appeal")["failure"] is None
    application.answer = reply(4, content="x", components=[ROW], flags=EPHEMERAL, **QUIET)
    private = warn(agora)["original_id"]
    with pytest.raises(Exception, match="Unknown Message"):
        agora.fake.control.click("mia", private, "appeal")


def test_a_click_opens_a_form_and_the_form_is_sent(agora: Agora, application: Application) -> None:
    message = card(agora)
    application.answer = lambda _: {"type": 9, "data": FORM}
    opened = agora.fake.control.click("max", message, "appeal")
    assert opened["modal"]["title"] == "Appeal"
    application.answer = reply(4, content="thanks", flags=EPHEMERAL, **QUIET)
    filled = {"interaction_id": opened["id"], "user": "max"}
    with pytest.raises(Exception, match="Invalid Form Body"):
        agora.fake.control.act("modal", **filled, values={"text": "x" * 1001})
    sent = agora.fake.control.act("modal", **filled, values={"text": "sorry"})
    assert sent["failure"] is None
    payload = application.received[-1]
    assert payload["type"] == 5
    assert payload["data"]["components"][0]["component"]["value"] == "sorry"
    assert payload["message"]["id"] == message
    with pytest.raises(Exception, match="no form is open"):
        agora.fake.control.act("modal", **filled, values={"text": "x"})


def reopen(agora: Agora, application: Application, message: str) -> str:
    before = application.answer
    application.answer = lambda _: {"type": 9, "data": FORM}
    opened = str(agora.fake.control.click("max", message, "appeal")["id"])
    application.answer = before
    return opened


def test_in6_a_form_cannot_be_answered_with_a_form(agora: Agora, application: Application) -> None:
    opened = reopen(agora, application, card(agora))
    application.answer = lambda _: {"type": 9, "data": FORM}
    sent = agora.fake.control.act(
        "modal", interaction_id=opened, user="max", values={"text": "sorry"}
    )
    assert "50035" in sent["failure"]


def test_in15_in_a_direct_message_there_is_a_user_and_no_member(
    agora: Agora, application: Application
) -> None:
    mia = agora.members["mia"]
    dm = agora.api.post("/users/@me/channels", {"recipient_id": mia}).json()["id"]
    message = agora.api.say(dm, "you were banned", components=[ROW]).json()["id"]
    assert agora.fake.control.click("mia", message, "appeal")["failure"] is None
    payload = application.received[0]
    assert payload["user"]["id"] == mia
    assert payload["context"] == 1
    assert {"member", "guild_id"}.isdisjoint(payload)
    with pytest.raises(Exception, match="Missing Access"):
        agora.fake.control.click("tom", message, "appeal")


def test_in11_autocomplete_sends_what_is_typed_and_takes_choices(
    agora: Agora, application: Application
) -> None:
    application.answer = reply(8, choices=[{"name": "Spam", "value": "spam"}])
    found = agora.fake.control.act(
        "autocomplete",
        user="max",
        channel="general",
        name="warn",
        options={"reason": "sp"},
        focused="reason",
    )
    assert found["choices"] == [{"name": "Spam", "value": "spam"}]
    option = application.received[0]["data"]["options"][0]
    assert option == {"name": "reason", "type": 3, "value": "sp", "focused": True}


def test_context_menus_carry_their_target(agora: Agora, application: Application) -> None:
    message = agora.say("mia", "rude")
    show(agora, user="tom", name="Report", kind=3, target=message)
    show(agora, user="tom", name="Standing", kind=2, target="mia")
    report, standing = application.received
    assert report["data"]["resolved"]["messages"][message]["content"] == "rude"
    assert standing["data"]["target_id"] == agora.members["mia"]


def test_in14_the_default_gate_holds_until_the_admins_open_it(
    agora: Agora, application: Application
) -> None:
    with pytest.raises(Exception, match="Missing Permissions"):
        warn(agora, user="mia")
    assert warn(agora, user="mia", force=True)["failure"] is None
    assert not int(application.received[0]["member"]["permissions"]) & 1 << 40


def test_subcommands_and_unknown_or_malformed_commands(
    agora: Agora, application: Application
) -> None:
    show(agora, user="max", name="policy", path=["show"])
    assert application.received[0]["data"]["options"][0]["name"] == "show"
    with pytest.raises(Exception, match="Unknown application command"):
        show(agora, user="max", name="nonsense")
    with pytest.raises(Exception, match="Invalid Form Body"):
        show(agora, user="max", name="warn", options={})


def test_options_of_every_kind_are_resolved_and_checked(
    agora: Agora, application: Application
) -> None:
    channel, role = agora.channels["general"], agora.roles["Regular"]
    show(agora, user="mia", name="place", options={"channel": channel, "role": role, "count": 1})
    resolved = application.received[0]["data"]["resolved"]
    assert resolved["channels"][channel]["app_permissions"]
    assert resolved["roles"][role]["name"] == "Regular"
    for wrong in ({"count": 2}, {"count": "1"}, {"nonsense": 1}):
        with pytest.raises(Exception, match="Invalid Form Body"):
            show(agora, user="mia", name="place", options=wrong)


SELECT = {"type": 3, "custom_id": "why", "options": [{"label": "Spam", "value": "spam"}]}
PEOPLE = {"type": 5, "custom_id": "who"}


def test_menus_take_what_they_offer(agora: Agora, application: Application) -> None:
    rows = [{"type": 1, "components": [one]} for one in (SELECT, PEOPLE)]
    message = agora.api.say(agora.channels["general"], "card", components=rows).json()["id"]
    act, mia = agora.fake.control.act, agora.members["mia"]
    act("click", user="max", message_id=message, custom_id="why", values=["spam"])
    act("click", user="max", message_id=message, custom_id="who", values=[mia])
    reason, people = [p["data"] for p in application.received]
    assert reason["values"] == ["spam"]
    assert people["resolved"]["members"].keys() == {mia}
    for wrong in (["other"], []):
        with pytest.raises(Exception, match="Invalid Form Body"):
            act("click", user="max", message_id=message, custom_id="why", values=wrong)


def test_in10_forms_have_texts_menus_choices_and_rows(
    agora: Agora, application: Application
) -> None:
    text = {"type": 4, "custom_id": "old", "style": 1, "label": "Old", "required": False}
    radio = {"type": 21, "custom_id": "pick", "options": TWO}
    parts = [
        {"type": 10, "content": "Read this."},
        {"type": 1, "components": [text]},
        {"type": 18, "label": "Why?", "component": SELECT},
        {"type": 18, "label": "One", "component": radio},
    ]
    application.answer = lambda _: {"type": 9, "data": FORM | {"components": parts}}
    opened = warn(agora)
    assert opened["failure"] is None
    application.answer = reply(4, content="x", **QUIET)
    sent = {"interaction_id": opened["id"], "user": "max"}
    with pytest.raises(Exception, match="Invalid Form Body"):
        agora.fake.control.act("modal", **sent, values={})
    agora.fake.control.act("modal", **sent, values={"why": "spam", "pick": "a"})
    _, row, menu, choice = application.received[-1]["data"]["components"]
    assert row["components"][0]["value"] == ""
    assert menu["component"]["values"] == ["spam"]
    assert choice["component"]["value"] == "a"


def test_an_endpoint_that_is_not_there_is_a_failure(agora: Agora, application: Application) -> None:
    agora.fake.control.act("interactions-url", url="http://127.0.0.1:9/nowhere")
    assert "not reached" in warn(agora)["failure"]
    assert application.received == []


def test_an_answer_that_is_no_json_or_no_success_is_a_failure(
    agora: Agora, application: Application
) -> None:
    application.handle = lambda *_: (200, b"ok")  # type: ignore[method-assign]
    assert warn(agora)["failure"] == "the answer is no JSON"
    application.handle = lambda *_: (500, b"")  # type: ignore[method-assign]
    assert "answered 500" in warn(agora)["failure"]


def test_in2_a_bad_signature_and_a_replay_can_be_sent(
    agora: Agora, application: Application
) -> None:
    payload = {"type": 2, "id": "1"}
    spoilt = agora.fake.control.act("raw-interaction", payload=payload, spoil_signature=True)
    assert spoilt["status"] == 401
    first = warn(agora)
    again = agora.fake.control.act("resend-interaction", interaction_id=first["id"])
    assert again["status"] == 200
    assert [p["id"] for p in application.received] == [first["id"]] * 2


def test_p7_an_endpoint_that_takes_bad_signatures_is_not_accepted(agora: Agora) -> None:
    careless = Application(agora.fake.public_key)
    careless.handle = lambda *_: (200, b'{"type":1}')  # type: ignore[method-assign]
    with served(careless) as url:
        answer = agora.api.patch("/applications/@me", {"interactions_endpoint_url": url})
    assert code(answer) == (400, 50035)
    assert agora.api.get("/applications/@me").json()["interactions_endpoint_url"] is None


def test_in8_components_v2_cannot_be_undone(agora: Agora, application: Application) -> None:
    text = {"type": 10, "content": "x"}
    application.answer = reply(4, components=[text], flags=V2, **QUIET)
    warn(agora)
    path = original(agora, application.received[0])
    assert code(agora.api.patch(path, QUIET | {"content": "legacy"})) == (400, 50035)
    changed = agora.api.patch(path, QUIET | {"components": [text | {"content": "y"}]})
    assert changed.status_code == 200


def test_answers_are_in_the_effect_log(agora: Agora, application: Application) -> None:
    warn(agora)
    application.answer = reply(7, content="x", **QUIET)
    warn(agora)
    effects = agora.fake.control.effects("create_interaction_response", applied=None)
    assert [(e["applied"], e["code"]) for e in effects] == [(True, None), (False, 50035)]
