import re
import unicodedata
from typing import Any

import pytest

from app.discord.commands import Command, Option, OptionKind, manifest
from app.domain.permissions import Permission
from app.i18n import words
from app.interactions.registry import COMMANDS, LANGUAGES
from app.local.discord.contract.judge import Judge
from app.local.discord.contract.request import Request
from tests.fake_discord import OPENAPI

PAYLOAD = manifest(COMMANDS, LANGUAGES)
NAME = re.compile(r"[-_'\w]{1,32}")
BY_NAME = {command["name"]: command for command in PAYLOAD}


def localized(part: dict[str, Any], name: str) -> list[str]:
    return [part[name], *part[f"{name}_localizations"].values()]


def parts(command: dict[str, Any]) -> list[dict[str, Any]]:
    """The command with its options and subcommands, and all of theirs."""
    return [command, *(part for one in command.get("options", ()) for part in parts(one))]


@pytest.mark.parametrize("command", PAYLOAD, ids=list(BY_NAME))
def test_names_and_descriptions_fit_in_every_language(command: dict[str, Any]) -> None:
    """IN-12."""
    for part in parts(command):
        for name in localized(part, "name"):
            assert NAME.fullmatch(name), name
            assert name == name.lower()
            letters = {unicodedata.category(letter)[0] for letter in name}
            assert letters <= {"L", "N", "P"}
        for description in localized(part, "description"):
            assert 1 <= len(description) <= 100, description


@pytest.mark.parametrize("command", PAYLOAD, ids=list(BY_NAME))
def test_a_command_stays_within_8000_characters(command: dict[str, Any]) -> None:
    """IN-12: counting the longest localization."""
    total = sum(
        max(map(len, localized(part, name)))
        for part in parts(command)
        for name in ("name", "description")
    )

    assert total <= 8000
    assert len(command["options"]) <= 25
    for part in parts(command):
        required = [one["required"] for one in part.get("options", ()) if "required" in one]
        assert required == sorted(required, reverse=True)


def test_the_manifest_names_no_command_twice() -> None:
    assert len(BY_NAME) == len(PAYLOAD) <= 100
    for locale in ("ru", "en-GB"):
        names = [command["name_localizations"][locale] for command in PAYLOAD]
        assert len(set(names)) == len(names)


def test_the_default_language_has_its_own_key() -> None:
    """IN-13: en-US and en-GB fall back on each other, so both are there, and Russian."""
    for command in PAYLOAD:
        for part in parts(command):
            for name in ("name", "description"):
                assert set(part[f"{name}_localizations"]) == {"en-US", "en-GB", "ru"}
                assert part[f"{name}_localizations"]["en-US"] == part[name]


def test_staff_commands_are_for_servers_and_hidden_from_members() -> None:
    """IN-14: real permission bits, guild context, guild install."""
    case = BY_NAME["case"]

    assert case["contexts"] == [0]
    assert case["integration_types"] == [0]
    assert case["default_member_permissions"] == str(1 << 40)
    assert BY_NAME["help"]["contexts"] == [0, 1]
    assert BY_NAME["help"]["default_member_permissions"] is None


def test_integer_bounds_are_numbers_that_discord_can_hold() -> None:
    for command in PAYLOAD:
        for option in command["options"]:
            assert abs(option.get("min_value", 0)) < 1 << 53
            assert abs(option.get("max_value", 0)) < 1 << 53


@pytest.mark.skipif(not OPENAPI.is_file(), reason="Discord's OpenAPI file is not beside this tree")
def test_the_manifest_is_valid_by_the_published_contract() -> None:
    request = Request(
        operation="bulk_set_application_commands",
        method="PUT",
        body=PAYLOAD,
        has_body=True,
        over_http=False,
    )

    assert Judge(OPENAPI, "refuse").breaches(request) == []


def test_the_same_declarations_give_the_same_manifest() -> None:
    """So that it is sent again only when it changed."""
    assert manifest(COMMANDS, LANGUAGES) == PAYLOAD


def test_required_options_come_first() -> None:
    command = Command(
        key="case",
        permission=Permission.MODERATE_MEMBERS,
        options=(
            Option(key="number", kind=OptionKind.INTEGER, required=False),
            Option(key="number", kind=OptionKind.STRING),
        ),
    )
    (payload,) = manifest([command], {"en-US": words("en")})

    assert [option["required"] for option in payload["options"]] == [True, False]
