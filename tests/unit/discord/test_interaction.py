from typing import Any

import pytest

from app.discord.interaction import Kind, is_ping, read_interaction
from app.domain.errors import Malformed
from app.domain.permissions import Permission
from tests.door import MEMBER, MODERATOR, STAFF, click, command, payload, sent_form

GUILD = 81384788765712384


def test_a_command_on_a_server_is_read_with_the_rights_of_this_moment() -> None:
    """IN-15: member.permissions are the invoker's total in that channel."""
    read = read_interaction(command("case", guild=GUILD, number=7))

    assert (read.kind, read.name, read.options) == (Kind.COMMAND, "case", {"number": 7})
    assert (read.guild, read.user, read.permissions) == (GUILD, MODERATOR, STAFF)


def test_in_a_dm_nobody_has_any_right() -> None:
    """IN-15: no member, no guild."""
    read = read_interaction(click("x"))

    assert (read.guild, read.user, read.permissions) == (None, MEMBER, Permission(0))


def test_rights_sent_along_in_a_dm_are_not_believed() -> None:
    sneaky = click("x") | {"member": {"permissions": str(int(Permission.ADMINISTRATOR))}}

    assert read_interaction(sneaky).permissions == Permission(0)


def test_a_form_is_read_by_the_names_of_its_inputs() -> None:
    """IN-9: labels as they are now."""
    read = read_interaction(sent_form("x", "my words"))

    assert (read.kind, read.custom_id, read.fields) == (Kind.FORM, "x", {"text": "my words"})


def test_a_form_in_rows_is_read_as_well() -> None:
    """IN-9: deprecated, but old clients may still send it."""
    rows = [{"type": 1, "components": [{"type": 4, "custom_id": "text", "value": "words"}]}]

    assert read_interaction(payload(5, {"custom_id": "x", "components": rows})).fields == {
        "text": "words"
    }


def test_permissions_that_discord_adds_later_are_carried_along() -> None:
    future = command("help", guild=GUILD)
    future["member"]["permissions"] = str((1 << 60) | int(Permission.BAN_MEMBERS))

    assert Permission.BAN_MEMBERS in read_interaction(future).permissions


@pytest.mark.parametrize("permissions", [None, 8, "-1", "+8", "0x8", "\uff18", "9" * 50, "", "8 "])
def test_permissions_that_are_no_number_are_refused(permissions: object) -> None:
    """RS-7: an id or bit set is ASCII digits and nothing else."""
    strange = command("help", guild=GUILD)
    strange["member"]["permissions"] = permissions

    with pytest.raises(Malformed):
        read_interaction(strange)


def test_the_token_and_the_words_do_not_show_in_a_repr() -> None:
    """T-18."""
    shown = repr(read_interaction(sent_form("x", "my words")))

    assert "a-token" not in shown
    assert "my words" not in shown


@pytest.mark.parametrize(
    ("sent", "expected"), [({"type": 1}, True), ({"type": "1"}, False), ({}, False)]
)
def test_a_ping_is_known_by_its_type(sent: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert is_ping(sent) is expected
