"""`/modconfig` through the signed door, on real tables."""

from typing import Any

import pytest

from app.domain.ids import ChannelId
from app.domain.permissions import Permission
from app.domain.policies.policy import Channels, Policy
from app.domain.policies.presets import PRESETS
from tests.door import MODERATOR, Door, payload


def asked(entrance: Door, sub: str, **options: Any) -> dict[str, Any]:
    """The command by somebody who may manage the server."""
    listed = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
    data = {
        "id": "1",
        "name": "modconfig",
        "type": 1,
        "options": [{"name": sub, "type": 1, "options": listed}],
    }
    return payload(
        2, data, guild=entrance.guild, user=MODERATOR, permissions=Permission.MANAGE_GUILD
    )


def card(entrance: Door, sub: str, **options: Any) -> tuple[str, str]:
    """Title and text of what only the person sees."""
    answer = entrance.send(asked(entrance, sub, **options))
    assert answer["data"]["flags"] == 64
    (shown,) = answer["data"]["embeds"]
    return shown["title"], shown["description"]


def test_what_is_in_force_is_shown_as_far_as_it_differs(entrance: Door) -> None:
    """IS-007, product 17."""
    entrance.keep_policy(notify=False)
    title, text = card(entrance, "view")
    assert title == "Policy, version 1"
    assert "(notify): on → off" in text.replace("\\", "")


def test_a_preset_is_taken_and_taken_back(entrance: Door) -> None:
    """LK-063, product 17: every change says how to undo it; the guild's own channels stay."""
    title, text = card(entrance, "preset", name="tech-strict", reason="too _loud_")
    assert title == "Version 2 is in force"
    assert "/modconfig rollback version:1" in text
    assert "and " in text, "more than fit are counted"
    _, history = card(entrance, "history")
    assert "**2** · <t:" in history
    assert f"<@{MODERATOR}>" in history
    assert "too \\_loud\\_" in history

    title, text = card(entrance, "rollback", version=1)
    assert title == "Version 3 is in force"
    assert "back to version 1" in card(entrance, "history")[1]
    assert "No difference" in card(entrance, "diff", version=1)[1]
    assert "No difference" not in card(entrance, "diff", version=2)[1]


def test_a_preset_leaves_alone_what_only_the_guild_knows() -> None:
    """The places of cards, people and channels that are exempt, the language."""
    own = Policy(channels=Channels(log=ChannelId(5)), locale="ru")
    taken = own.with_preset(PRESETS["education-strict"])
    assert (taken.channels, taken.locale) == (own.channels, "ru")
    assert taken.thresholds == PRESETS["education-strict"].thresholds


def test_the_same_again_changes_nothing(entrance: Door) -> None:
    card(entrance, "preset", name="general")
    again = entrance.say(asked(entrance, "preset", name="general-balanced"))
    assert "Nothing changed" in again


@pytest.mark.parametrize(
    ("sub", "options", "said"),
    [
        ("preset", {"name": "knitting"}, "no such preset"),
        ("diff", {"version": 9}, "no version 9"),
        ("rollback", {"version": 9}, "no version 9"),
        ("rollback", {"version": "x"}, "cannot read"),
        ("dance", {}, "cannot read"),
    ],
)
def test_what_is_not_there_is_refused_in_words(
    entrance: Door, sub: str, options: dict[str, Any], said: str
) -> None:
    """IS-008: only what is known can be asked for."""
    assert said in entrance.say(asked(entrance, sub, **options))


def test_who_may_not_manage_the_server_may_not_change_its_policy(entrance: Door) -> None:
    """IS-012, IN-14."""
    request = asked(entrance, "preset", name="tech")
    request["member"]["permissions"] = str(int(Permission.MODERATE_MEMBERS))
    entrance.say(request)
    assert "version 1" in card(entrance, "view")[0]
