"""G-8: wrong requests are caught, each by its rule, and their correct twins pass."""

from dataclasses import replace
from typing import Any

import pytest

from app.local.discord.contract.judge import Judge
from app.local.discord.contract.request import Request
from app.local.discord.operations import OPERATIONS
from app.local.discord.state.clock import iso, snowflake_floor
from tests.fake_discord import OPENAPI, USER_AGENT

pytestmark = pytest.mark.skipif(
    not OPENAPI.is_file(), reason="Discord's openapi.json is not beside the repository"
)

NOW = 1_800_000_000.0
DAY = 86_400
HEADERS = {"User-Agent": USER_AGENT, "Authorization": "Bot x", "Content-Type": "application/json"}
QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}
COMMAND = {"name": "warn", "description": "Warns a member"}
OPTION = {"type": 3, "name": "reason", "description": "Why"}
BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
TEXT = {"type": 10, "content": "hello"}
V2 = 1 << 15

PARAMS = {
    "channel_id": "1",
    "guild_id": "2",
    "user_id": "3",
    "message_id": "4",
    "role_id": "5",
    "rule_id": "6",
    "overwrite_id": "7",
    "application_id": "8",
    "webhook_id": "9",
    "webhook_token": "t",
    "interaction_id": "10",
    "interaction_token": "t",
    "command_id": "11",
}


def request(operation: str, body: Any = None, **changes: Any) -> Request:
    """A request that is right in everything the test does not change."""
    known = OPERATIONS[operation]
    params = {k: v for k, v in PARAMS.items() if "{" + k + "}" in known.template}
    made = Request(
        operation=operation,
        method=known.method,
        params=params,
        headers=HEADERS,
        body=body,
        has_body=body is not None,
        by_token=known.by_token,
        now=NOW,
    )
    return replace(made, **changes)


def rows(*components: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": 1, "components": list(components)}]


def say(**fields: Any) -> Request:
    return request("create_message", QUIET | fields)


def answer(kind: int, **data: Any) -> Request:
    return request("create_interaction_response", {"type": kind, "data": data})


def modal(*components: dict[str, Any], **changes: Any) -> Request:
    data = {"custom_id": "appeal", "title": "Appeal", "components": list(components)} | changes
    return request("create_interaction_response", {"type": 9, "data": data})


def label(**changes: Any) -> dict[str, Any]:
    field = {"type": 4, "custom_id": "text", "style": 2, "max_length": 1000}
    return {"type": 18, "label": "Why?", "component": field} | changes


def register(*commands: dict[str, Any]) -> Request:
    return request("bulk_set_application_commands", [COMMAND | c for c in commands])


def timeout(at: float) -> Request:
    return request("update_guild_member", {"communication_disabled_until": iso(at)})


def old_and_new(days: float) -> list[str]:
    return [str(snowflake_floor(NOW - days * DAY)), str(snowflake_floor(NOW))]


def fresh(count: int) -> list[str]:
    return [str(snowflake_floor(NOW) + i) for i in range(count)]


def wide(number: int) -> dict[str, Any]:
    """An option of a little over 2000 characters."""
    choices = [{"name": "n" * 100, "value": "v" * 100}] * 10
    return OPTION | {"name": f"o{number}", "choices": choices}


def audited(reason: str) -> Request:
    return request("delete_guild_member", headers=HEADERS | {"X-Audit-Log-Reason": reason})


def without(header: str) -> dict[str, str]:
    return {k: v for k, v in HEADERS.items() if k != header}


RULE = {"name": "words", "event_type": 1, "trigger_type": 1}
SELECT = {"type": 3, "custom_id": "pick", "options": [{"label": "A", "value": "a"}]}

# name: (rule, the wrong request, its correct twin)
PLANTED: dict[str, tuple[str, Request, Request]] = {
    "an unknown key in a message": ("OV-1", say(content="x", contents="x"), say(content="x")),
    "the audit reason in a ban body": (
        "OV-1",
        request("ban_user_from_guild", {"reason": "spam"}),
        request("ban_user_from_guild", {"delete_message_seconds": 60}),
    ),
    "a misspelt ban field": (
        "OV-1",
        request("ban_user_from_guild", {"delete_message_secs": 60}),
        request("ban_user_from_guild", {"delete_message_seconds": 0}),
    ),
    "an unknown key in a timeout": (
        "OV-1",
        request("update_guild_member", {"timeout_until": iso(NOW)}),
        timeout(NOW + 60),
    ),
    "an unknown key in allowed_mentions": (
        "OV-1",
        say(content="x", allowed_mentions={"parse": [], "everyone": False}),
        say(content="x", allowed_mentions={"parse": [], "replied_user": False}),
    ),
    "an unknown key in an embed": (
        "OV-1",
        say(embeds=[{"titel": "x"}]),
        say(embeds=[{"title": "x"}]),
    ),
    "an unknown query parameter": (
        "OV-1",
        request("list_messages", query={"since": "1"}),
        request("list_messages", query={"after": "1", "limit": "100"}),
    ),
    "an unknown key in bulk ban": (
        "OV-1",
        request("bulk_ban_users_from_guild", {"user_ids": ["1"], "reason": "raid"}),
        request("bulk_ban_users_from_guild", {"user_ids": ["1"], "delete_message_seconds": 0}),
    ),
    "a message over 2000 characters": ("OV-2", say(content="x" * 2001), say(content="x" * 2000)),
    "an edit over 2000 characters": (
        "OV-2",
        request("update_message", QUIET | {"content": "x" * 2001}),
        request("update_message", QUIET | {"content": "x" * 2000}),
    ),
    "an interaction reply over 2000 characters": (
        "schema",
        answer(4, content="x" * 2001, **QUIET),
        answer(4, content="x" * 2000, **QUIET),
    ),
    "embeds over 6000 characters": (
        "OV-3",
        say(embeds=[{"description": "x" * 3001}, {"description": "x" * 3000}]),
        say(embeds=[{"description": "x" * 3000}, {"description": "x" * 3000}]),
    ),
    "embed fields that pass 6000 together": (
        "OV-3",
        say(embeds=[{"fields": [{"name": "n", "value": "v" * 1024}] * 6}]),
        say(embeds=[{"fields": [{"name": "n", "value": "v" * 1024}] * 5}]),
    ),
    "a message without allowed_mentions": (
        "OV-4",
        request("create_message", {"content": "@everyone"}),
        say(content="@everyone"),
    ),
    "allowed_mentions without parse": (
        "OV-4",
        say(content="x", allowed_mentions={"users": ["1"]}),
        say(content="x", allowed_mentions={"parse": [], "users": ["1"]}),
    ),
    "parse users beside users": (
        "OV-4",
        say(content="x", allowed_mentions={"parse": ["users"], "users": ["1"]}),
        say(content="x", allowed_mentions={"parse": ["roles"], "users": ["1"]}),
    ),
    "parse roles beside roles": (
        "OV-4",
        say(content="x", allowed_mentions={"parse": ["roles"], "roles": ["1"]}),
        say(content="x", allowed_mentions={"parse": [], "roles": ["1"]}),
    ),
    "an interaction reply without allowed_mentions": (
        "OV-4",
        answer(4, content="x"),
        answer(4, content="x", **QUIET),
    ),
    "an edited reply without allowed_mentions": (
        "OV-4",
        request("update_original_webhook_message", {"content": "x"}),
        request("update_original_webhook_message", QUIET | {"content": "x"}),
    ),
    "a follow-up without allowed_mentions": (
        "OV-4",
        request("execute_webhook", {"content": "x"}),
        request("execute_webhook", QUIET | {"content": "x"}),
    ),
    "two components with one custom_id": (
        "OV-5",
        say(components=rows(BUTTON, BUTTON)),
        say(components=rows(BUTTON, BUTTON | {"custom_id": "stop"})),
    ),
    "one custom_id in two rows": (
        "OV-5",
        say(components=rows(BUTTON) + rows(BUTTON)),
        say(components=rows(BUTTON) + rows(BUTTON | {"custom_id": "stop"})),
    ),
    "default_member_permissions in words": (
        "schema",
        register({"default_member_permissions": "KICK_MEMBERS"}),
        register({"default_member_permissions": "2"}),
    ),
    "content with components v2": (
        "OV-7",
        say(content="x", components=[TEXT], flags=V2),
        say(components=[TEXT], flags=V2),
    ),
    "embeds with components v2": (
        "OV-7",
        say(embeds=[{"title": "x"}], components=[TEXT], flags=V2),
        say(components=[TEXT], flags=V2),
    ),
    "components v2 with nothing in it": (
        "OV-7",
        say(flags=V2),
        say(flags=V2, components=[TEXT]),
    ),
    "a text display without the v2 flag": (
        "OV-7",
        say(components=[TEXT]),
        say(components=[TEXT], flags=V2),
    ),
    "six action rows": (
        "OV-7",
        say(components=[r for i in range(6) for r in rows(BUTTON | {"custom_id": str(i)})]),
        say(components=[r for i in range(5) for r in rows(BUTTON | {"custom_id": str(i)})]),
    ),
    "41 components in total": (
        "OV-8",
        say(components=[{"type": 17, "components": [TEXT] * 20}] * 2, flags=V2),
        say(components=[{"type": 17, "components": [TEXT] * 19}] * 2, flags=V2),
    ),
    "a modal of six parts": (
        "OV-9",
        modal(*[label(component={"type": 4, "custom_id": str(i), "style": 1}) for i in range(6)]),
        modal(*[label(component={"type": 4, "custom_id": str(i), "style": 1}) for i in range(5)]),
    ),
    "a modal without parts": ("schema", modal(), modal(label())),
    "a modal title over 45": (
        "schema",
        modal(label(), title="x" * 46),
        modal(label(), title="x" * 45),
    ),
    "a label over 45": ("schema", modal(label(label="x" * 46)), modal(label(label="x" * 45))),
    "a label's description over 100": (
        "schema",
        modal(label(description="x" * 101)),
        modal(label(description="x" * 100)),
    ),
    "text inputs of one custom_id": (
        "OV-5",
        modal(label(), label()),
        modal(label(), label(component={"type": 4, "custom_id": "more", "style": 1})),
    ),
    "a timeout beyond 28 days": ("OV-10", timeout(NOW + 29 * DAY), timeout(NOW + 28 * DAY)),
    "a timeout that is no date": (
        "schema",
        request("update_guild_member", {"communication_disabled_until": "tomorrow"}),
        request("update_guild_member", {"communication_disabled_until": None}),
    ),
    "a timeout without a zone": (
        "schema",
        request("update_guild_member", {"communication_disabled_until": "2027-01-01T00:00:00"}),
        timeout(NOW + 60),
    ),
    "bulk deletion of an old message": (
        "OV-11",
        request("bulk_delete_messages", {"messages": old_and_new(15)}),
        request("bulk_delete_messages", {"messages": old_and_new(13)}),
    ),
    "bulk deletion of one message": (
        "schema",
        request("bulk_delete_messages", {"messages": old_and_new(1)[:1]}),
        request("bulk_delete_messages", {"messages": old_and_new(1)}),
    ),
    "bulk deletion with a double": (
        "schema",
        request("bulk_delete_messages", {"messages": old_and_new(0)[:1] * 2}),
        request("bulk_delete_messages", {"messages": old_and_new(1)}),
    ),
    "bulk deletion of 101 messages": (
        "schema",
        request("bulk_delete_messages", {"messages": fresh(101)}),
        request("bulk_delete_messages", {"messages": fresh(100)}),
    ),
    "a body where none belongs": (
        "schema",
        request("delete_guild_member", {"reason": "spam"}),
        request("delete_guild_member"),
    ),
    "a body with an unban": (
        "OV-1",
        request("unban_user_from_guild", {"reason": "appeal"}),
        request("unban_user_from_guild"),
    ),
    "an audit reason over 512 characters": ("OV-13", audited("x" * 513), audited("x" * 512)),
    "an audit reason not encoded": ("OV-13", audited("спам"), audited("%D1%81%D0%BF%D0%B0%D0%BC")),
    "an audit reason with half a character": ("OV-13", audited("%D1"), audited("%D1%81")),
    "an empty audit reason": ("OV-13", audited(""), audited("a")),
    "no user agent": (
        "RS-1",
        request("get_guild", headers=without("User-Agent")),
        request("get_guild", headers=HEADERS),
    ),
    "a browser's user agent": (
        "RS-1",
        request("get_guild", headers=HEADERS | {"User-Agent": "python-httpx/0.28"}),
        request("get_guild"),
    ),
    "a bearer token": (
        "RS-1",
        request("get_guild", headers=HEADERS | {"Authorization": "Bearer x"}),
        request("get_guild"),
    ),
    "JSON without a content type": (
        "RS-1",
        request("create_message", QUIET | {"content": "x"}, headers=without("Content-Type")),
        say(content="x"),
    ),
    "a command name in capitals": ("OV-14", register({"name": "Warn"}), register({"name": "warn"})),
    "a command name with a blank": (
        "OV-14",
        register({"name": "warn now"}),
        register({"name": "warn-now"}),
    ),
    "a localised name with a blank": (
        "OV-14",
        register({"name_localizations": {"ru": "преду преждение"}}),
        register({"name_localizations": {"ru": "предупреждение"}}),
    ),
    "16 user commands": (
        "OV-14",
        register(*[{"name": f"u{i}", "type": 2, "description": ""} for i in range(16)]),
        register(*[{"name": f"u{i}", "type": 2, "description": ""} for i in range(15)]),
    ),
    "101 slash commands": (
        "OV-14",
        register(*[{"name": f"c{i}"} for i in range(101)]),
        register(*[{"name": f"c{i}"} for i in range(100)]),
    ),
    "one command twice": ("OV-14", register({}, {}), register({}, {"name": "kick"})),
    "a slash command without description": (
        "OV-14",
        register({"description": ""}),
        register({"description": "x"}),
    ),
    "a context menu with a description": ("OV-14", register({"type": 3}), register({"type": 1})),
    "a required option after an optional one": (
        "OV-14",
        register({"options": [OPTION, OPTION | {"name": "user", "required": True}]}),
        register({"options": [OPTION | {"required": True}, OPTION | {"name": "user"}]}),
    ),
    "two options of one name": (
        "OV-14",
        register({"options": [OPTION, OPTION]}),
        register({"options": [OPTION, OPTION | {"name": "more"}]}),
    ),
    "26 choices": (
        "schema",
        register({"options": [OPTION | {"choices": [{"name": "n", "value": "v"}] * 26}]}),
        register({"options": [OPTION | {"choices": [{"name": "n", "value": "v"}] * 25}]}),
    ),
    "autocomplete beside choices": (
        "OV-14",
        register(
            {"options": [OPTION | {"autocomplete": True, "choices": [{"name": "n", "value": "v"}]}]}
        ),
        register({"options": [OPTION | {"autocomplete": True}]}),
    ),
    "a command of over 8000 characters": (
        "OV-14",
        register({"options": [wide(i) for i in range(4)]}),
        register({"options": [wide(i) for i in range(3)]}),
    ),
    "an unknown key in an option": (
        "OV-1",
        register({"options": [OPTION | {"desc": "x"}]}),
        register({"options": [OPTION]}),
    ),
    "invites paused for over a day": (
        "OV-15",
        request("update_guild_incident_actions", {"invites_disabled_until": iso(NOW + 2 * DAY)}),
        request("update_guild_incident_actions", {"invites_disabled_until": iso(NOW + DAY)}),
    ),
    "messages paused for over a day": (
        "OV-15",
        request("update_guild_incident_actions", {"dms_disabled_until": iso(NOW + 2 * DAY)}),
        request("update_guild_incident_actions", {"dms_disabled_until": None}),
    ),
    "a thread's field on a channel": (
        "OV-1",
        request("update_channel", {"archived": True}, channel_type=0),
        request("update_channel", {"archived": True}, channel_type=11),
    ),
    "slowmode over six hours": (
        "schema",
        request("update_channel", {"rate_limit_per_user": 21_601}, channel_type=0),
        request("update_channel", {"rate_limit_per_user": 21_600}, channel_type=0),
    ),
    "a button without custom_id": (
        "IN-9",
        say(components=rows({"type": 2, "style": 1, "label": "Go"})),
        say(components=rows(BUTTON)),
    ),
    "a link button with a custom_id": (
        "IN-9",
        say(components=rows(BUTTON | {"style": 5, "url": "https://example.org"})),
        say(components=rows({"type": 2, "style": 5, "label": "x", "url": "https://example.org"})),
    ),
    "a button without label and emoji": (
        "IN-9",
        say(components=rows({"type": 2, "style": 1, "custom_id": "go"})),
        say(components=rows(BUTTON)),
    ),
    "a button label over 80": (
        "schema",
        say(components=rows(BUTTON | {"label": "x" * 81})),
        say(components=rows(BUTTON | {"label": "x" * 80})),
    ),
    "a custom_id over 100": (
        "schema",
        say(components=rows(BUTTON | {"custom_id": "x" * 101})),
        say(components=rows(BUTTON | {"custom_id": "x" * 100})),
    ),
    "six buttons in a row": (
        "schema",
        say(components=rows(*[BUTTON | {"custom_id": str(i)} for i in range(6)])),
        say(components=rows(*[BUTTON | {"custom_id": str(i)} for i in range(5)])),
    ),
    "a select with equal values": (
        "IN-9",
        say(components=rows(SELECT | {"options": [{"label": "A", "value": "a"}] * 2})),
        say(components=rows(SELECT)),
    ),
    "a select of more than it offers": (
        "IN-9",
        say(components=rows(SELECT | {"max_values": 2})),
        say(components=rows(SELECT | {"max_values": 1})),
    ),
    "26 autocomplete choices": (
        "schema",
        answer(8, choices=[{"name": "n", "value": "v"}] * 26),
        answer(8, choices=[{"name": "n", "value": "v"}] * 25),
    ),
    "a nonce over 25 characters": (
        "schema",
        say(content="x", nonce="n" * 26),
        say(content="x", nonce="n" * 25, enforce_nonce=True),
    ),
    "an id in fullwidth digits": (
        "schema",
        request("get_user", params={"user_id": "\uff11\uff12\uff13"}),
        request("get_user", params={"user_id": "123"}),
    ),
    "an id with a sign": (
        "schema",
        request("get_user", params={"user_id": "+5"}),
        request("get_user", params={"user_id": "5"}),
    ),
    "an id as a number in the body": (
        "schema",
        request("create_dm", {"recipient_id": 5}),
        request("create_dm", {"recipient_id": "5"}),
    ),
    "101 messages asked for": (
        "schema",
        request("list_messages", query={"limit": "101"}),
        request("list_messages", query={"limit": "100"}),
    ),
    "deleting messages of over a week with a ban": (
        "schema",
        request("ban_user_from_guild", {"delete_message_seconds": 604_801}),
        request("ban_user_from_guild", {"delete_message_seconds": 604_800}),
    ),
    "banning 201 users at once": (
        "schema",
        request("bulk_ban_users_from_guild", {"user_ids": [str(i) for i in range(201)]}),
        request("bulk_ban_users_from_guild", {"user_ids": [str(i) for i in range(200)]}),
    ),
    "an embed title over 256": (
        "schema",
        say(embeds=[{"title": "x" * 257}]),
        say(embeds=[{"title": "x" * 256}]),
    ),
    "eleven embeds": (
        "schema",
        say(embeds=[{"title": "x"}] * 11),
        say(embeds=[{"title": "x"}] * 10),
    ),
    "an unknown callback type": (
        "schema",
        request("create_interaction_response", {"type": 3}),
        request("create_interaction_response", {"type": 6}),
    ),
    "an AutoMod rule with a strange action": (
        "schema",
        request("create_auto_moderation_rule", RULE | {"actions": [{"type": 99}]}),
        request("create_auto_moderation_rule", RULE | {"actions": [{"type": 1, "metadata": {}}]}),
    ),
    "an AutoMod regex over 260": (
        "schema",
        request(
            "create_auto_moderation_rule",
            RULE | {"trigger_metadata": {"regex_patterns": ["x" * 261]}},
        ),
        request(
            "create_auto_moderation_rule",
            RULE | {"trigger_metadata": {"regex_patterns": ["x" * 260]}},
        ),
    ),
    "a call that is not allow-listed": (
        "1.9",
        request("list_my_guilds"),
        request("get_my_user"),
    ),
}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(OPENAPI, "refuse")


def test_there_are_at_least_sixty_planted_requests() -> None:
    assert len(PLANTED) >= 60


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_request_is_caught_by_its_rule(judge: Judge, name: str) -> None:
    rule, wrong, _ = PLANTED[name]
    assert rule in {breach.rule for breach in judge.breaches(wrong)}


@pytest.mark.parametrize("name", PLANTED)
def test_its_correct_twin_passes(judge: Judge, name: str) -> None:
    assert judge.breaches(PLANTED[name][2]) == []


def test_without_the_published_file_nothing_is_judged() -> None:
    absent = Judge(OPENAPI.with_name("absent.json"), "refuse")
    assert absent.mode == "off"
    assert absent.breaches(say(contents="x")) == []
