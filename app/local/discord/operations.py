"""The operations Tribune may use, by their names in Discord's OpenAPI, and how calls find them.

Anything else in a test run is a fault of the caller.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """One method and path template. `major` names the parameter whose value has its own bucket."""

    name: str
    method: str
    template: str
    allowed: bool = True

    @property
    def major(self) -> str | None:
        first = self.template.split("/")[1]
        return {
            "channels": "channel_id",
            "guilds": "guild_id",
            "webhooks": "webhook_token",
            "interactions": "interaction_token",
        }.get(first)

    @property
    def by_token(self) -> bool:
        """Authorised by the interaction token in the path instead of the bot token."""
        return self.template.startswith(("/webhooks/", "/interactions/"))

    @property
    def changes_state(self) -> bool:
        return self.method != "GET"


_TABLE = """
create_interaction_response POST /interactions/{interaction_id}/{interaction_token}/callback
execute_webhook POST /webhooks/{webhook_id}/{webhook_token}
get_original_webhook_message GET /webhooks/{webhook_id}/{webhook_token}/messages/@original
update_original_webhook_message PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original
delete_original_webhook_message DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original
update_webhook_message PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}
delete_webhook_message DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}
bulk_set_application_commands PUT /applications/{application_id}/commands
list_application_commands GET /applications/{application_id}/commands
bulk_set_guild_application_commands PUT /applications/{application_id}/guilds/{guild_id}/commands
list_guild_application_commands GET /applications/{application_id}/guilds/{guild_id}/commands
list_guild_application_command_permissions GET /applications/{application_id}/guilds/{guild_id}/commands/permissions
get_guild_application_command_permissions GET /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions
create_message POST /channels/{channel_id}/messages
get_message GET /channels/{channel_id}/messages/{message_id}
list_messages GET /channels/{channel_id}/messages
update_message PATCH /channels/{channel_id}/messages/{message_id}
delete_message DELETE /channels/{channel_id}/messages/{message_id}
bulk_delete_messages POST /channels/{channel_id}/messages/bulk-delete
guild_search GET /guilds/{guild_id}/messages/search
get_guild_member GET /guilds/{guild_id}/members/{user_id}
list_guild_members GET /guilds/{guild_id}/members
search_guild_members GET /guilds/{guild_id}/members/search
update_guild_member PATCH /guilds/{guild_id}/members/{user_id}
delete_guild_member DELETE /guilds/{guild_id}/members/{user_id}
add_guild_member_role PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}
delete_guild_member_role DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}
ban_user_from_guild PUT /guilds/{guild_id}/bans/{user_id}
unban_user_from_guild DELETE /guilds/{guild_id}/bans/{user_id}
get_guild_ban GET /guilds/{guild_id}/bans/{user_id}
list_guild_bans GET /guilds/{guild_id}/bans
bulk_ban_users_from_guild POST /guilds/{guild_id}/bulk-ban
get_guild GET /guilds/{guild_id}
list_guild_roles GET /guilds/{guild_id}/roles
list_guild_channels GET /guilds/{guild_id}/channels
get_channel GET /channels/{channel_id}
update_channel PATCH /channels/{channel_id}
set_channel_permission_overwrite PUT /channels/{channel_id}/permissions/{overwrite_id}
delete_channel_permission_overwrite DELETE /channels/{channel_id}/permissions/{overwrite_id}
get_active_guild_threads GET /guilds/{guild_id}/threads/active
update_guild_incident_actions PUT /guilds/{guild_id}/incident-actions
leave_guild DELETE /users/@me/guilds/{guild_id}
list_auto_moderation_rules GET /guilds/{guild_id}/auto-moderation/rules
get_auto_moderation_rule GET /guilds/{guild_id}/auto-moderation/rules/{rule_id}
create_auto_moderation_rule POST /guilds/{guild_id}/auto-moderation/rules
update_auto_moderation_rule PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}
delete_auto_moderation_rule DELETE /guilds/{guild_id}/auto-moderation/rules/{rule_id}
list_guild_audit_log_entries GET /guilds/{guild_id}/audit-logs
create_dm POST /users/@me/channels
get_user GET /users/{user_id}
get_my_user GET /users/@me
get_bot_gateway GET /gateway/bot
get_my_application GET /applications/@me
update_my_application PATCH /applications/@me
"""  # noqa: E501 — one operation a line

# Served because client libraries ask for them, and yet a fault in Tribune.
_FOREIGN = """
get_my_oauth2_application GET /oauth2/applications/@me
get_gateway GET /gateway
list_my_guilds GET /users/@me/guilds
"""


def _parsed(table: str, *, allowed: bool) -> dict[str, Operation]:
    rows = (line.split() for line in table.strip().splitlines())
    return {name: Operation(name, verb, path, allowed) for name, verb, path in rows}


OPERATIONS = _parsed(_TABLE, allowed=True) | _parsed(_FOREIGN, allowed=False)

Node = dict[str, "Node | Operation | str"]


class Router:
    """A tree of path parts; literal parts win over parameters."""

    def __init__(self) -> None:
        self._root: Node = {}
        for operation in OPERATIONS.values():
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        node = self._root
        for part in operation.template.strip("/").split("/"):
            key = "{}" if part.startswith("{") else part
            child = node.setdefault(key, {})
            if not isinstance(child, dict):
                raise TypeError(part)
            node = child
        node[f"%{operation.method}"] = operation

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        parts = path.strip("/").split("/")
        operation = _descend(self._root, parts, f"%{method}")
        if operation is None:
            return None
        names = operation.template.strip("/").split("/")
        pairs = zip(names, parts, strict=True)
        return operation, {n[1:-1]: v for n, v in pairs if n.startswith("{")}


def _descend(node: Node, parts: list[str], method: str) -> Operation | None:
    if not parts:
        leaf = node.get(method)
        return leaf if isinstance(leaf, Operation) else None
    for key in (parts[0], "{}"):
        child = node.get(key)
        if isinstance(child, dict) and (found := _descend(child, parts[1:], method)):
            return found
    return None
