"""Operations on AutoMod rules."""

from app.local.discord.acts import automod
from app.local.discord.rest.call import Call, Reply, no_content, ok
from app.local.discord.state.entities import Guild


def list_auto_moderation_rules(call: Call) -> Reply:
    return ok(automod.rules(call.world, _guild(call), call.world.bot.id))


def get_auto_moderation_rule(call: Call) -> Reply:
    return ok(automod.rule(call.world, _guild(call), call.params["rule_id"], call.world.bot.id))


def create_auto_moderation_rule(call: Call) -> Reply:
    rule = automod.create(call.world, _guild(call), call.fields, call.actor)
    return ok(rule, made=rule["id"])


def update_auto_moderation_rule(call: Call) -> Reply:
    rule_id = call.params["rule_id"]
    return ok(automod.update(call.world, _guild(call), rule_id, call.fields, call.actor))


def delete_auto_moderation_rule(call: Call) -> Reply:
    automod.delete(call.world, _guild(call), call.params["rule_id"], call.actor)
    return no_content()


def _guild(call: Call) -> Guild:
    return call.world.guild(call.params["guild_id"], call.world.bot.id)
