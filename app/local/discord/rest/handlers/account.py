"""Operations on users, direct messages, the application itself and the way to the gateway."""

from app.local.discord.acts.dms import open_dm
from app.local.discord.errors import ApiError, invalid_form
from app.local.discord.rest.call import Call, Reply, ok
from app.local.discord.state.entities import Json
from app.local.discord.state.payloads import channel_payload, user_payload

LIMITED_INTENTS = 1 << 13 | 1 << 15 | 1 << 19


def get_my_user(call: Call) -> Reply:
    own = user_payload(call.world.bot)
    return ok(own | {"mfa_enabled": True, "locale": "en-US", "premium_type": 0, "verified": True})


def get_user(call: Call) -> Reply:
    return ok(user_payload(call.world.user(call.params["user_id"])))


def create_dm(call: Call) -> Reply:
    recipient = call.fields.get("recipient_id")
    if recipient is None:
        raise ApiError(50033)
    channel = open_dm(call.world, str(recipient))
    return ok(channel_payload(channel, call.world.user(str(recipient))), made=channel.id)


def get_bot_gateway(call: Call) -> Reply:
    return ok(
        {
            "url": f"ws://{call.host}/gateway",
            "shards": call.hub.settings.gateway.shards,
            "session_start_limit": call.hub.budget.payload(),
        }
    )


def get_my_application(call: Call) -> Reply:
    return ok(_application(call))


def get_my_oauth2_application(call: Call) -> Reply:
    return get_my_application(call)


def get_gateway(call: Call) -> Reply:
    return ok({"url": f"ws://{call.host}/gateway"})


def list_my_guilds(call: Call) -> Reply:
    bot = call.world.bot.id
    own = [g for g in call.world.guilds.values() if bot in g.members]
    common: Json = {
        "icon": None,
        "banner": None,
        "owner": False,
        "permissions": "0",
        "features": [],
    }
    return ok([{"id": g.id, "name": g.name} | common for g in own])


async def update_my_application(call: Call) -> Reply:
    """P7: sets the endpoint URL, after Discord has tried it."""
    url = call.fields.get("interactions_endpoint_url")
    if url and not await call.sender.verifies(url):
        raise invalid_form(
            "interactions_endpoint_url",
            "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID",
            "The specified interactions endpoint url could not be verified.",
        )
    if "interactions_endpoint_url" in call.fields:
        call.world.application["interactions_endpoint_url"] = url
        call.sender.url = url
    if call.fields.get("flags") is not None:
        call.world.application["flags"] = call.fields["flags"] & LIMITED_INTENTS
    return ok(_application(call))


def _application(call: Call) -> Json:
    world = call.world
    return {
        "id": world.application_id,
        "name": world.bot.username,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user_payload(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": call.sender.signer.public_key,
        "flags": world.application["flags"],
        "flags_new": str(world.application["flags"]),
        "redirect_uris": [],
        "interactions_endpoint_url": call.sender.url,
        "role_connections_verification_url": None,
        "owner": user_payload(world.owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "summary": "",
        "integration_types_config": {"0": {}},
        "rpc_origins": [],
    }
