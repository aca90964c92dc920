"""The fake answers as Discord's published schema says: every operation, one walk through them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jsonschema_rs
import orjson
import pytest

from app.local.discord.operations import OPERATIONS, Router
from tests.fake_discord import OPENAPI
from tests.integration.local.discord.conftest import Agora
from tests.integration.local.discord.rest import QUIET

pytestmark = pytest.mark.skipif(
    not OPENAPI.is_file(), reason="Discord's openapi.json is not beside the repository"
)

# Answered in the interaction tests, or refused for bots like ours.
ELSEWHERE = {
    "create_interaction_response",
    "execute_webhook",
    "get_original_webhook_message",
    "update_original_webhook_message",
    "delete_original_webhook_message",
    "update_webhook_message",
    "delete_webhook_message",
    "get_guild_application_command_permissions",
    "update_my_application",
}
RULE: dict[str, Any] = {
    "name": "words",
    "event_type": 1,
    "trigger_type": 1,
    "trigger_metadata": {"keyword_filter": ["rude"]},
    "actions": [{"type": 1, "metadata": {}}],
    "enabled": True,
}
# Forwards have the documented type 1, which the published file does not know.
FORWARD = ["message_reference", "type"]
COMMANDS = [{"name": "warn", "description": "Warns", "default_member_permissions": "2"}]


class Checker:
    """Makes calls and compares each answer with the published schema of its status."""

    def __init__(self, agora: Agora) -> None:
        self.agora = agora
        self.document = orjson.loads(OPENAPI.read_bytes())
        self.router = Router()
        self.walked: set[str] = set()

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        found = self.router.find(method, path.split("?", maxsplit=1)[0])
        assert found is not None, path
        operation = found[0]
        answer = self.agora.api.call(method, path, body)
        assert answer.is_success, (operation.name, answer.text)
        self.check(operation.name, answer)
        self.walked.add(operation.name)
        return answer.json() if answer.content else None

    def check(self, name: str, answer: httpx.Response) -> None:
        operation = OPERATIONS[name]
        published = self.document["paths"][operation.template][operation.method.lower()]
        response = published["responses"].get(str(answer.status_code))
        assert response is not None, f"{name} does not answer {answer.status_code}"
        if "content" not in response:
            assert answer.content == b"", name
            return
        schema = response["content"]["application/json"]["schema"]
        whole = schema | {"components": self.document["components"]}
        validator = jsonschema_rs.Draft202012Validator(whole)
        errors = [
            e for e in validator.iter_errors(answer.json()) if e.instance_path[-2:] != FORWARD
        ]
        assert [f"{e.instance_path}: {e.message[:200]}" for e in errors] == [], name


@pytest.mark.parametrize("agora", [{"contract": "record"}], indirect=True)
def test_every_operation_answers_as_published(agora: Agora) -> None:
    check = Checker(agora)
    _account(check)
    _messages(check)
    _guild(check)
    _automod_and_commands(check)
    _moderation(check)
    assert check.walked == set(OPERATIONS) - ELSEWHERE
    assert [v for v in agora.fake.control.violations() if v["rule"] != "1.9"] == []


def _account(check: Checker) -> None:
    for path in ("/users/@me", "/applications/@me", "/oauth2/applications/@me", "/gateway/bot"):
        check("GET", path)
    check("GET", "/gateway")
    check("GET", "/users/@me/guilds")
    check("GET", f"/users/{check.agora.members['mia']}")
    dm = check("POST", "/users/@me/channels", {"recipient_id": check.agora.members["mia"]})
    check("GET", f"/channels/{dm['id']}")
    check("POST", f"/channels/{dm['id']}/messages", QUIET | {"content": "hello"})


def _messages(check: Checker) -> None:
    agora = check.agora
    agora.say("mia", "see @everyone <@100000000000000001>", attachments=["a.png"])
    quoted = agora.say("tom", "quoted", embeds=[{"title": "t"}])
    agora.say("tom", "answer", reply_to=quoted)
    agora.say("tom", "", forward={"message_id": quoted})
    path = f"/channels/{agora.channels['general']}/messages"
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "x"}]}
    card = {"embeds": [{"title": "Case 1", "fields": [{"name": "n", "value": "v"}]}]}
    made = check("POST", path, QUIET | card | {"components": [row], "nonce": "n"})
    text = {"type": 17, "components": [{"type": 10, "content": "hello"}]}
    check("POST", path, QUIET | {"flags": 1 << 15, "components": [text]})
    check("PATCH", f"{path}/{made['id']}", QUIET | {"content": "edited"})
    check("GET", f"{path}/{made['id']}")
    check("GET", f"{path}?limit=100")
    found = check("GET", agora.at("/messages/search?content=quoted"))
    assert found["total_results"] >= 1
    check("DELETE", f"{path}/{made['id']}")
    check("POST", f"{path}/bulk-delete", {"messages": [agora.say("mia", n) for n in "ab"]})


def _guild(check: Checker) -> None:
    agora = check.agora
    for path in ("", "?with_counts=true", "/roles", "/channels", "/threads/active", "/members"):
        check("GET", agora.at(path))
    check("GET", agora.at("/members?limit=1000"))
    check("GET", agora.at("/members/search?query=mi&limit=10"))
    check("GET", agora.member("mia"))
    pause = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    check("PUT", agora.at("/incident-actions"), {"invites_disabled_until": pause})
    check("GET", agora.at(""))
    channel = f"/channels/{agora.channels['random']}"
    check("GET", channel)
    check("GET", f"/channels/{agora.channels['side-talk']}")
    check("PATCH", channel, {"rate_limit_per_user": 5})
    check("PUT", f"{channel}/permissions/{agora.guild}", {"type": 0, "deny": "2048"})
    check("DELETE", f"{channel}/permissions/{agora.guild}")


def _automod_and_commands(check: Checker) -> None:
    agora = check.agora
    rules = agora.at("/auto-moderation/rules")
    rule = check("POST", rules, RULE)
    check("PATCH", f"{rules}/{rule['id']}", {"enabled": False})
    check("GET", rules)
    check("GET", f"{rules}/{rule['id']}")
    check("DELETE", f"{rules}/{rule['id']}")
    commands = f"/applications/{agora.fake.application_id}"
    for place in (commands, f"{commands}/guilds/{agora.guild}"):
        check("PUT", f"{place}/commands", COMMANDS)
        check("GET", f"{place}/commands")
    check("GET", f"{commands}/guilds/{agora.guild}/commands/permissions")


def _moderation(check: Checker) -> None:
    agora = check.agora
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    check("PATCH", agora.member("mia"), {"communication_disabled_until": until})
    role = f"{agora.member('mia')}/roles/{agora.roles['Regular']}"
    check("PUT", role)
    check("DELETE", role)
    ban = agora.at(f"/bans/{agora.members['mia']}")
    check("PUT", ban, {"delete_message_seconds": 0})
    check("GET", ban)
    check("GET", agora.at("/bans?limit=10"))
    check("DELETE", ban)
    check("POST", agora.at("/bulk-ban"), {"user_ids": [agora.members["tom"]]})
    check("DELETE", agora.member("newcomer"))
    check("GET", agora.at("/audit-logs?limit=100"))
    check("DELETE", f"/users/@me/guilds/{agora.guild}")
