import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.discord.answer import PONG, Answer, ask, only_for_you
from app.discord.commands import ANYWHERE, Command
from app.domain.errors import Refused
from app.domain.ids import GuildId
from app.domain.notice import Notice
from app.domain.permissions import Permission
from app.interactions.endpoint import InteractionEndpoint, Reply
from app.interactions.routes import Asked, Click, Route, SentForm
from app.ports.errors import Conflict, Unavailable
from tests.discord_limits import check_answer
from tests.door import STAFF, click, command, payload, sent_form, signed
from tests.unit.interactions.doorstep import (
    CUSTOM_IDS,
    NOW,
    Remembering,
    Ticking,
    Unreachable,
    an_endpoint,
)

GUILD = GuildId(81384788765712384)
HELP = Command(key="help", contexts=ANYWHERE)
UNTIL = NOW + timedelta(days=1)


def send(endpoint: InteractionEndpoint, interaction: dict[str, Any]) -> Reply:
    return endpoint.handle(*signed(json.dumps(interaction).encode(), at=NOW))


def words_of(reply: Reply) -> str:
    assert reply.status == 200
    answer = json.loads(reply.body)
    check_answer(answer)
    assert answer["type"] == 4
    assert answer["data"]["flags"] == 64
    text: str = answer["data"]["content"]
    return text


def saying(answer: Callable[[Asked], Answer], **changes: Any) -> tuple[Route, ...]:
    return (Route(trigger=Command(key="help", contexts=ANYWHERE, **changes), answer=answer),)


def failing(error: Exception) -> tuple[Route, ...]:
    def fail(_asked: Asked) -> Answer:
        raise error

    return saying(fail)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused(Notice("error.appeals_off")), "Appeals are switched off"),
        (Unavailable("table"), "cannot reach my records"),
        (Conflict("table"), "at the same moment"),
        (ValueError("a secret word"), "Something broke on my side"),
    ],
)
def test_whatever_happens_the_person_is_told(error: Exception, said: str) -> None:
    """G-7: 200 and words, never 5xx."""
    text = words_of(send(an_endpoint(routes=failing(error)), command("help")))

    assert said in text
    assert "secret" not in text


def test_a_bug_is_logged_without_what_it_was_about(caplog: pytest.LogCaptureFixture) -> None:
    """T-18, IS-114."""
    with caplog.at_level(logging.ERROR):
        send(an_endpoint(routes=failing(RuntimeError("x"))), command("help"))

    (record,) = (one for one in caplog.records if one.name.startswith("app."))
    assert record.message == "interaction.broken"
    assert "a-token" not in caplog.text


def test_the_reply_is_in_the_language_of_the_person() -> None:
    """LK-080: by the interaction's own locale."""
    broken = an_endpoint(routes=failing(Unavailable("x")))

    assert "Записи сейчас недоступны" in words_of(send(broken, command("help") | {"locale": "ru"}))
    assert "cannot reach" in words_of(send(broken, command("help") | {"locale": "de"}))


def test_the_same_interaction_has_one_effect_and_one_answer() -> None:
    """T-2: a replayed request gets the stored first response."""
    done: list[int] = []

    def act(_asked: Asked) -> Answer:
        done.append(1)
        return only_for_you(f"number {len(done)}")

    endpoint, interaction = an_endpoint(routes=saying(act)), command("help")
    replies = {send(endpoint, interaction).body for _ in range(20)}

    assert len(done) == 1
    assert len(replies) == 1
    assert words_of(send(endpoint, interaction)) == "number 1"


def test_a_reply_that_never_came_is_not_waited_for_beyond_patience() -> None:
    """IN-5: an answer within three seconds."""
    clock, replies = Ticking(), Remembering()
    interaction = command("help")
    replies.kept[int(interaction["id"])] = None
    endpoint = an_endpoint(routes=(), replies=replies, clock=clock)

    assert "at the same moment" in words_of(send(endpoint, interaction))
    assert clock.now - NOW <= timedelta(seconds=2.5)


def test_when_replies_cannot_be_claimed_nothing_is_done() -> None:
    """T-2, T-24: without the memory of replies there is no effect."""
    endpoint = an_endpoint(routes=failing(AssertionError("was done")), replies=Unreachable())

    assert "cannot reach my records" in words_of(send(endpoint, command("help")))


def test_a_store_that_goes_away_midway_costs_its_time_only_once() -> None:
    """IN-5: keeping the reply would wait for the same silent store again."""
    replies, asked = Remembering(), command("help")

    words_of(send(an_endpoint(routes=failing(Unavailable("x")), replies=replies), asked))

    assert replies.kept == {int(asked["id"]): None}


def test_an_effect_is_told_even_when_its_reply_cannot_be_kept() -> None:
    class Forgetful(Remembering):
        def keep(self, *_: object, **__: object) -> None:
            raise Unavailable("full")

    endpoint = an_endpoint(routes=saying(lambda _: only_for_you("done")), replies=Forgetful())

    assert words_of(send(endpoint, command("help"))) == "done"


@pytest.mark.parametrize(
    "change",
    [
        {"type": 99},
        {"type": "2"},
        {"id": "x"},
        {"id": None},
        {"token": 5},
        {"user": None},
        {"user": {"id": "\uff11\uff12"}},
        {"guild_id": "5"},
        {"data": {"options": 5}},
        {"data": {"options": [5]}},
        {"locale": {"a": 1}},
    ],
)
def test_a_signed_request_that_cannot_be_read_is_a_bad_request(change: dict[str, Any]) -> None:
    reply = send(an_endpoint(), command("help") | change)

    assert reply.status == 400
    assert reply.body == b"{}"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'"x"', b"[" * 5000, b"\xff\xfe", b"1"]
)
def test_a_signed_body_that_is_no_object_is_a_bad_request(body: bytes) -> None:
    assert an_endpoint().handle(*signed(body, at=NOW)).status == 400


def test_an_unknown_command_is_told_politely() -> None:
    assert "do not know this command" in words_of(send(an_endpoint(), command("nuke")))


def test_autocomplete_gets_no_choices_rather_than_an_illegal_answer() -> None:
    """IN-6, IN-11."""
    reply = send(an_endpoint(), payload(4, {"name": "case", "options": []}))

    assert json.loads(reply.body) == {"type": 8, "data": {"choices": []}}


@pytest.mark.parametrize("answer", [PONG, ask({"title": "t", "custom_id": "c", "components": []})])
def test_an_answer_that_discord_would_refuse_is_never_sent(answer: Answer) -> None:
    """IN-6: a form cannot answer a form, a pong nothing but a ping."""
    trigger = SentForm(operation="x", contexts=ANYWHERE)
    endpoint = an_endpoint(routes=(Route(trigger=trigger, answer=lambda _: answer),))
    custom_id = CUSTOM_IDS.sign("x", GUILD, 1, UNTIL)

    assert "Something broke" in words_of(send(endpoint, sent_form(custom_id, "a")))


def test_staff_commands_are_refused_in_a_dm() -> None:
    """IN-15, IS-012."""
    assert "only on a server" in words_of(send(an_endpoint(), command("case", number=1)))


def test_rights_are_checked_again_whatever_discord_showed() -> None:
    """IN-14, IS-012: the default permission of a command is no authorization."""
    demoted = command("case", guild=GUILD, number=1)
    demoted["member"]["permissions"] = str(int(Permission.SEND_MESSAGES))

    assert "**Timeout Members**" in words_of(send(an_endpoint(), demoted))


def test_an_administrator_needs_no_single_permission() -> None:
    ruler = command("case", guild=GUILD, number=1)
    ruler["member"]["permissions"] = str(int(Permission.ADMINISTRATOR))

    assert "cannot reach my records" in words_of(send(an_endpoint(), ruler))


def test_a_button_of_one_server_does_nothing_on_another() -> None:
    """T-3, T-16."""
    custom_id = CUSTOM_IDS.sign("approve", GUILD, "12.1", UNTIL)
    abroad = click(custom_id, guild=GUILD + 1, permissions=STAFF)

    assert "no longer works" in words_of(send(an_endpoint(), abroad))


def test_a_staff_button_does_nothing_in_a_dm() -> None:
    custom_id = CUSTOM_IDS.sign("approve", GUILD, "12.1", UNTIL)

    assert "only on a server" in words_of(send(an_endpoint(), click(custom_id)))


def test_a_button_is_no_form_and_a_form_no_button() -> None:
    """The operation of a button cannot be sent as a form."""
    custom_id = CUSTOM_IDS.sign("approve", GUILD, "12.1", UNTIL)
    sent = sent_form(custom_id, "x", guild=GUILD, permissions=STAFF)

    assert "do not know" in words_of(send(an_endpoint(), sent))


def test_two_routes_for_one_trigger_stop_the_start() -> None:
    route = Route(trigger=Click(operation="x"), answer=lambda _: PONG)

    with pytest.raises(ValueError, match="two routes"):
        an_endpoint(routes=(route, route))


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(1 << 70), 1 << 70),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
PATHS = [
    (),
    ("type",),
    ("id",),
    ("application_id",),
    ("token",),
    ("guild_id",),
    ("member",),
    ("member", "permissions"),
    ("member", "user"),
    ("member", "user", "id"),
    ("locale",),
    ("data",),
    ("data", "name"),
    ("data", "options"),
    ("data", "custom_id"),
    ("data", "components"),
]
BASES = [
    command("help", guild=GUILD),
    command("case", guild=GUILD, number=7),
    click(CUSTOM_IDS.sign("approve", GUILD, "1.1", UNTIL), guild=GUILD),
    sent_form(CUSTOM_IDS.sign("appeal_form", GUILD, 1, UNTIL), "x", guild=GUILD),
    command("help"),
]


@settings(max_examples=600)
@given(st.sampled_from(BASES), st.sampled_from(PATHS), JSON, st.booleans())
def test_mutated_payloads_are_answered_or_refused_and_never_break(
    base: dict[str, Any],
    path: tuple[str, ...],
    value: Any,
    drop: bool,  # noqa: FBT001 — hypothesis draws it
) -> None:
    """G-7: schema-made and mutated payloads, 0 replies of 5xx, every reply valid."""
    mutated = replaced(base, path, value, drop=drop)

    reply = send(an_endpoint(), mutated)

    assert reply.status in {200, 400}
    if reply.status == 200:
        check_answer(json.loads(reply.body))


def replaced(base: Any, path: tuple[str, ...], value: Any, *, drop: bool) -> Any:
    if not path:
        return value
    copy = dict(base)
    if len(path) == 1:
        copy[path[0]] = value
        if drop:
            del copy[path[0]]
    elif isinstance(base.get(path[0]), dict):
        copy[path[0]] = replaced(base[path[0]], path[1:], value, drop=drop)

    return copy
