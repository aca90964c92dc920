"""A discord.py bot whose `on_message` counts: what our gateway is measured against."""

import os
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

# The two addresses that discord.py has as constants.
Route.BASE = os.environ["DISCORD_API_URL"]
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["GATEWAY_URL"])

intents = discord.Intents.none()
intents.guilds = intents.members = intents.moderation = True
intents.guild_messages = intents.message_content = True
intents.auto_moderation_configuration = intents.auto_moderation_execution = True
client = discord.Client(intents=intents, chunk_guilds_at_startup=False)
expected = int(os.environ["EXPECTED"])
seen = 0


def report(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


@client.event
async def on_ready() -> None:
    report("ready")


@client.event
async def on_message(_: discord.Message) -> None:
    global seen  # noqa: PLW0603 — a script of one counter
    seen += 1
    if seen % expected == 0:
        report("done")


client.run(os.environ["DISCORD_TOKEN"], log_handler=None)
