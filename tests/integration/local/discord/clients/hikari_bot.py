"""A hikari bot that reports what it hears and does what it reads in messages."""

import json
import sys
from datetime import UTC, datetime, timedelta

import hikari

url, token = sys.argv[1:3]
bot = hikari.GatewayBot(
    token,
    rest_url=f"{url}/api/v10",
    intents=hikari.Intents.GUILDS
    | hikari.Intents.GUILD_MEMBERS
    | hikari.Intents.GUILD_MESSAGES
    | hikari.Intents.GUILD_MODERATION
    | hikari.Intents.MESSAGE_CONTENT,
    banner=None,
    logs="ERROR",
    suppress_optimization_warning=True,
)


def report(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


@bot.listen()
async def on_guild(_: hikari.GuildAvailableEvent) -> None:
    report(kind="ready", guilds=len(bot.cache.get_available_guilds_view()))


@bot.listen()
async def on_audit(event: hikari.AuditLogEntryCreateEvent) -> None:
    report(kind="audit", action=int(event.entry.action_type), reason=event.entry.reason)


@bot.listen()
async def on_message(event: hikari.GuildMessageCreateEvent) -> None:
    if event.is_bot:
        return
    report(kind="message", content=event.content, member=event.member is not None)
    guild, author, rest = event.guild_id, event.author_id, bot.rest
    match event.content:
        case "timeout me":
            until = datetime.now(UTC) + timedelta(minutes=5)
            await rest.edit_member(
                guild, author, communication_disabled_until=until, reason="case 1"
            )
        case "delete me":
            await rest.delete_message(event.channel_id, event.message_id, reason="case 2")
        case "ban me":
            await rest.ban_user(guild, author, delete_message_seconds=60, reason="case 3")
        case "answer me":
            made = await rest.create_message(event.channel_id, "answer", mentions_everyone=False)
            report(kind="made", content=made.content)
        case "stop":
            await bot.close()


bot.run(check_for_updates=False)
