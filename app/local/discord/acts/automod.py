"""Discord's own AutoMod: rules kept with their limits, and an execution told on demand."""

from app.local.discord.acts import audit
from app.local.discord.acts.actor import Actor
from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.state import permissions as p
from app.local.discord.state.access import require
from app.local.discord.state.entities import Guild, Json
from app.local.discord.state.events import (
    AUTO_MODERATION_CONFIGURATION,
    AUTO_MODERATION_EXECUTION,
    Event,
)
from app.local.discord.state.world import World, dump

KEYWORD, SPAM, KEYWORD_PRESET, MENTION_SPAM, MEMBER_PROFILE = 1, 3, 4, 5, 6
PER_TRIGGER = {KEYWORD: 6, SPAM: 1, KEYWORD_PRESET: 1, MENTION_SPAM: 1, MEMBER_PROFILE: 1}
TIMEOUT_ACTION = 3
WORDS: Json = {"keyword_filter": [], "regex_patterns": [], "allow_list": []}
METADATA: dict[int, Json] = {
    KEYWORD: WORDS,
    MEMBER_PROFILE: WORDS,
    KEYWORD_PRESET: {"presets": [], "allow_list": []},
    MENTION_SPAM: {"mention_total_limit": 20, "mention_raid_protection_enabled": False},
}


def rules(world: World, guild: Guild, actor_id: str) -> list[Json]:
    require(guild, actor_id, p.MANAGE_GUILD, world.now())
    return list(guild.automod_rules.values())


def rule(world: World, guild: Guild, rule_id: str, actor_id: str) -> Json:
    require(guild, actor_id, p.MANAGE_GUILD, world.now())
    found = guild.automod_rules.get(rule_id)
    if found is None:
        raise ApiError(0, status=404, message="404: Not Found")
    return found


def create(world: World, guild: Guild, body: Json, actor: Actor) -> Json:
    _require_rights(world, guild, body, actor)
    trigger = body["trigger_type"]
    same = [r for r in guild.automod_rules.values() if r["trigger_type"] == trigger]
    if len(same) >= PER_TRIGGER.get(trigger, 1):
        raise invalid_form(
            "", "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", "Maximum number of rules reached."
        )
    made: Json = {
        "id": world.snowflakes.take(),
        "guild_id": guild.id,
        "creator_id": actor.id,
        "name": body["name"],
        "event_type": body["event_type"],
        "trigger_type": trigger,
        "trigger_metadata": METADATA.get(trigger, {}) | (body.get("trigger_metadata") or {}),
        "actions": [{"metadata": {}} | a for a in body.get("actions") or [{"type": 1}]],
        "enabled": bool(body.get("enabled")),
        "exempt_roles": body.get("exempt_roles") or [],
        "exempt_channels": body.get("exempt_channels") or [],
    }
    guild.automod_rules[made["id"]] = made
    _tell(
        world,
        guild,
        made,
        action=audit.AUTOMOD_RULE_CREATE,
        actor=actor,
        name="AUTO_MODERATION_RULE_CREATE",
    )
    return made


def update(world: World, guild: Guild, rule_id: str, body: Json, actor: Actor) -> Json:
    found = rule(world, guild, rule_id, actor.id)
    _require_rights(world, guild, body, actor)
    if body.get("trigger_type", found["trigger_type"]) != found["trigger_type"]:
        raise invalid_form("trigger_type", "AUTO_MODERATION_TRIGGER_FIXED", "It cannot change.")
    found |= {k: v for k, v in body.items() if v is not None}
    _tell(
        world,
        guild,
        found,
        action=audit.AUTOMOD_RULE_UPDATE,
        actor=actor,
        name="AUTO_MODERATION_RULE_UPDATE",
    )
    return found


def delete(world: World, guild: Guild, rule_id: str, actor: Actor) -> None:
    found = rule(world, guild, rule_id, actor.id)
    del guild.automod_rules[rule_id]
    _tell(
        world,
        guild,
        found,
        action=audit.AUTOMOD_RULE_DELETE,
        actor=actor,
        name="AUTO_MODERATION_RULE_DELETE",
    )


def execute(world: World, guild: Guild, payload: Json) -> None:
    """AutoMod stepped in: the event apps get (its matching is Discord's affair, not simulated)."""
    event = payload | {"guild_id": guild.id}
    world.emit(
        Event(
            name="AUTO_MODERATION_ACTION_EXECUTION",
            data=dump(event),
            hides_content=True,
            intents=AUTO_MODERATION_EXECUTION,
            guild_id=guild.id,
            needs=p.MANAGE_GUILD,
        )
    )


def _require_rights(world: World, guild: Guild, body: Json, actor: Actor) -> None:
    require(guild, actor.id, p.MANAGE_GUILD, world.now())
    if any(a["type"] == TIMEOUT_ACTION for a in body.get("actions") or []):
        require(guild, actor.id, p.MODERATE_MEMBERS, world.now())
        if body.get("trigger_type") not in {KEYWORD, MENTION_SPAM, None}:
            raise invalid_form("actions", "AUTO_MODERATION_INVALID_ACTION_TYPE", "No timeout here.")


def _tell(world: World, guild: Guild, told: Json, *, action: int, actor: Actor, name: str) -> None:
    audit.record(
        world,
        guild,
        action=action,
        actor_id=actor.id,
        target_id=told["id"],
        reason=actor.reason,
    )
    world.emit(
        Event(
            name=name,
            data=dump(told),
            intents=AUTO_MODERATION_CONFIGURATION,
            guild_id=guild.id,
            needs=p.MANAGE_GUILD,
        )
    )
