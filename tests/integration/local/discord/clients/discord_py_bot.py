"""A discord.py bot that reports what it hears and does what it reads in messages."""

import json
import sys
from datetime import timedelta

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

url, token = sys.argv[1:3]
# The two addresses that discord.py has as constants.
Route.BASE = f"{url}/api/v10"
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{url.replace('http', 'ws', 1)}/gateway")

intents = discord.Intents.none()
intents.guilds = intents.members = intents.moderation = True
intents.guild_messages = intents.message_content = True
client = discord.Client(intents=intents, allowed_mentions=discord.AllowedMentions.none())


def report(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


@client.event
async def on_ready() -> None:
    report(kind="ready", guilds=len(client.guilds))


@client.event
async def on_resumed() -> None:
    report(kind="resumed")


@client.event
async def on_audit_log_entry_create(entry: discord.AuditLogEntry) -> None:
    report(kind="audit", action=entry.action.value, reason=entry.reason)


@client.event
async def on_message(message: discord.Message) -> None:
    if message.author.bot:
        return
    report(
        kind="message",
        content=message.content,
        member=isinstance(message.author, discord.Member),
    )
    author = message.author
    if not isinstance(author, discord.Member):
        return
    match message.content:
        case "timeout me":
            await author.timeout(timedelta(minutes=5), reason="case 1")
        case "delete me":
            await message.delete()
        case "ban me":
            await author.ban(delete_message_seconds=60, reason="case 3")
        case "answer me":
            made = await message.channel.send("answer")
            report(kind="made", content=made.content)
        case "stop":
            await client.close()


client.run(token, log_handler=None)
