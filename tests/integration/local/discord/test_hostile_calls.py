"""Whatever is sent to the REST side, it answers as Discord would and never breaks."""

import random
from typing import Any

import pytest

from app.local.discord.operations import OPERATIONS, Operation
from tests.integration.local.discord.conftest import Agora

VALUES: list[Any] = [None, True, -1, 2**70, "", "x" * 3000, "\ud7ff\u0000", [], [[]], {}, {"a": 1}]
KEYS = [
    "content",
    "embeds",
    "components",
    "flags",
    "nonce",
    "allowed_mentions",
    "message_reference",
    "type",
    "data",
    "messages",
    "communication_disabled_until",
    "roles",
    "nick",
    "delete_message_seconds",
    "user_ids",
    "recipient_id",
    "name",
    "trigger_type",
    "event_type",
    "actions",
    "rate_limit_per_user",
    "permission_overwrites",
    "allow",
    "deny",
    "invites_disabled_until",
]
QUERIES = ["", "?limit=x", "?after=-1", "?before=0&limit=0", "?around=9", "?action_type=abc"]


def body(chance: random.Random) -> Any:
    if chance.random() < 0.2:
        return chance.choice(VALUES)
    return {chance.choice(KEYS): chance.choice(VALUES) for _ in range(chance.randint(0, 4))}


def path(agora: Agora, operation: Operation, chance: random.Random) -> str:
    known = {
        "channel_id": agora.channels["general"],
        "guild_id": agora.guild,
        "user_id": agora.members["mia"],
        "role_id": agora.roles["Regular"],
        "application_id": agora.fake.application_id,
        "webhook_id": agora.fake.application_id,
    }
    parts = []
    for part in operation.template.split("/"):
        if not part.startswith("{"):
            parts.append(part)
        elif chance.random() < 0.8:
            parts.append(known.get(part[1:-1], "5"))
        else:
            parts.append(chance.choice(["0", "abc", "99999999999999999999", "-1", "%00"]))
    return "/".join(parts) + chance.choice(QUERIES)


@pytest.mark.parametrize("agora", [{"contract": c} for c in ("refuse", "record")], indirect=True)
def test_no_call_breaks_the_fake(agora: Agora) -> None:
    chance = random.Random(1)
    leaving = {"leave_guild", "update_my_application"}
    operations = [o for name, o in OPERATIONS.items() if name not in leaving]
    for _ in range(400):
        operation = chance.choice(operations)
        sent = body(chance) if operation.changes_state else None
        answer = agora.api.call(operation.method, path(agora, operation, chance), sent)
        assert answer.status_code < 500, (operation.name, sent)
        if answer.status_code >= 400:
            assert {"message", "code"} <= answer.json().keys()
