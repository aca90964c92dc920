"""An interaction: a command, a click or a sent form, as Discord tells of it. Payload to value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from app.domain.errors import Malformed
from app.domain.ids import GuildId, UserId, parse_snowflake
from app.domain.notice import Notice
from app.domain.permissions import NONE, Permission

_SUBCOMMAND = 1
MAX_TEXT = 6000
"""More than Discord lets anybody type anywhere."""

Value = str | int | float | bool


class Kind(IntEnum):
    """What happened."""

    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    FORM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """Who asks for what, where, with which rights at this moment (IN-15).

    `guild` is None in DMs, where nobody has rights. `name` is a command's default name, never a
    localized one (IN-13); `sub` that of its subcommand, where it has some. `custom_id` is what a
    button or form was made with: anybody may send any. `fields` holds a form's texts by their
    custom_id.
    """

    id: int
    application: int
    kind: Kind
    token: str = field(repr=False)
    user: UserId
    guild: GuildId | None = None
    permissions: Permission = NONE
    locale: str = "en-US"
    name: str = ""
    sub: str = ""
    options: Mapping[str, Value] = field(default_factory=dict)
    custom_id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)


def is_ping(payload: Mapping[str, Any]) -> bool:
    """Whether Discord only asks if we are there."""
    return payload.get("type") == Kind.PING


def read_interaction(payload: Mapping[str, Any]) -> Interaction:
    """The interaction in a payload whose signature was right.

    Raises:
        Malformed: it is none that can be understood.
    """
    try:
        return _read(payload)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        fault = type(error).__name__
        raise Malformed(Notice("error.malformed", {"fault": fault})) from error


def _read(payload: Mapping[str, Any]) -> Interaction:
    member = payload.get("member") or {}
    guild = payload.get("guild_id")
    data = payload.get("data") or {}
    user = member["user"] if guild is not None else payload["user"]

    return Interaction(
        id=parse_snowflake(payload["id"]),
        application=parse_snowflake(payload["application_id"]),
        kind=Kind(payload["type"]),
        token=_text(payload["token"]),
        user=UserId(parse_snowflake(user["id"])),
        guild=None if guild is None else GuildId(parse_snowflake(guild)),
        permissions=_permissions(member) if guild is not None else NONE,
        locale=_text(payload.get("locale") or "en-US"),
        name=_text(data.get("name") or ""),
        sub=_text((_subcommand(data) or {}).get("name") or ""),
        options=dict(_options(_subcommand(data) or data)),
        custom_id=_text(data.get("custom_id") or ""),
        fields=dict(_fields(data)),
    )


def _permissions(member: Mapping[str, Any]) -> Permission:
    text = member["permissions"]
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()) or len(text) > 40:  # noqa: PLR2004 — far above any bit set
        raise ValueError("permissions are no number")

    return Permission(int(text))


def _subcommand(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The one option that is a subcommand, with options of its own."""
    for option in data.get("options") or ():
        if option.get("type") == _SUBCOMMAND:
            chosen: Mapping[str, Any] = option
            return chosen

    return None


def _options(data: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for option in data.get("options") or ():
        value = option.get("value")
        if isinstance(value, (str, int, float)):
            yield _text(option["name"]), value


def _fields(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Texts of a form, in labels as they are now or in rows as they were (IN-9)."""
    for part in data.get("components") or ():
        inner = part.get("component")
        for one in [inner] if inner is not None else part.get("components") or ():
            if isinstance(one.get("value"), str):
                yield _text(one["custom_id"]), one["value"]


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError("not a text")

    return value
