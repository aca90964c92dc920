"""Routes of Discord's API: the address to call, and the key its rate limit goes by.

Discord counts per route and top-level resource (guild, channel, webhook with its token). The key
keeps that one resource and leaves out all other ids, as Discord documents it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """`template` has the places of ids named; `major` is the top-level resource, e.g. guild:1.

    `with_token` is False for routes that carry their own token in the path: no Authorization
    header, no part in the bot's global limit.
    """

    method: str
    template: str
    path: str
    major: str = ""
    with_token: bool = True

    @property
    def key(self) -> str:
        return f"{self.method} {self.template}"


def me() -> Route:
    return Route("GET", "/users/@me", "/users/@me")


def dm_channels() -> Route:
    return Route("POST", "/users/@me/channels", "/users/@me/channels")


def guild(method: str, guild_id: int, template: str = "", *ids: int) -> Route:
    """`guild("PUT", g, "/bans/{}", u)`; `{}` stands for each further id."""
    path = template.format(*ids)
    return Route(
        method, f"/guilds/{{}}{template}", f"/guilds/{guild_id}{path}", f"guild:{guild_id}"
    )


def channel(method: str, channel_id: int, template: str = "", *ids: int) -> Route:
    """`channel("DELETE", c, "/messages/{}", m)`."""
    path = template.format(*ids)
    return Route(
        method,
        f"/channels/{{}}{template}",
        f"/channels/{channel_id}{path}",
        f"channel:{channel_id}",
    )


def reply(application: int, token: str) -> Route:
    """The original reply of an interaction."""
    return Route(
        "PATCH",
        "/webhooks/{}/{}/messages/@original",
        f"/webhooks/{application}/{token}/messages/@original",
        f"webhook:{application}:{token}",
        with_token=False,
    )


def commands(method: str, application: int) -> Route:
    """All global commands of the application."""
    return Route(method, "/applications/{}/commands", f"/applications/{application}/commands")
