"""Where a policy comes from that a person names: a file, a preset, or a version of a guild's."""

import re
from pathlib import Path

from app.adapters.yaml.policy_file import read_policy
from app.domain.errors import PolicyInvalid
from app.domain.ids import GuildId
from app.domain.policies.policy import Policy
from app.domain.policies.presets import PRESETS, preset_named
from app.ports.policies import Policies

_VERSION = re.compile(r"#?(\d{1,9})", re.ASCII)


def policy_from(name: str, *, policies: Policies | None = None, guild: int | None = None) -> Policy:
    """The policy of that name: `tech-strict`, `default`, `current`, a version's number, or a file.

    Raises:
        PolicyInvalid: there is no such thing, or the file has faults.
        Unavailable: the tables do not answer.
    """
    named = Policy() if name == "default" else preset_named(name)
    if named is not None:
        return named
    if is_stored(name):
        number = None if name == "current" else int(name.removeprefix("#"))
        return _stored(name, number, policies, guild)
    path = Path(name)
    if not path.exists():
        known = ", ".join(["default", *PRESETS])
        raise PolicyInvalid((f"{name}: there is no such file, and no preset; known are {known}",))

    return read_policy(path)


def is_stored(name: str) -> bool:
    """Whether the name can only be found in a server's book."""
    return name == "current" or (_VERSION.fullmatch(name) is not None and not Path(name).exists())


def _stored(name: str, number: int | None, policies: Policies | None, guild: int | None) -> Policy:
    if policies is None or guild is None:
        raise PolicyInvalid((f"{name}: say of which server, with --guild",))
    if number is None:
        return policies.book_of(GuildId(guild)).current.policy
    found = policies.version_of(GuildId(guild), number)
    if found is None:
        raise PolicyInvalid((f"version {number}: this server has none of that number",))

    return found.policy
