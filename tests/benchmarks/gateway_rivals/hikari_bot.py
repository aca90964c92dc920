"""A hikari bot whose `on_message` counts: what our gateway is measured against."""

import os
import sys

import hikari

bot = hikari.GatewayBot(
    os.environ["DISCORD_TOKEN"],
    rest_url=os.environ["DISCORD_API_URL"],
    intents=hikari.Intents.GUILDS
    | hikari.Intents.GUILD_MEMBERS
    | hikari.Intents.GUILD_MODERATION
    | hikari.Intents.GUILD_MESSAGES
    | hikari.Intents.MESSAGE_CONTENT
    | hikari.Intents.AUTO_MODERATION_CONFIGURATION
    | hikari.Intents.AUTO_MODERATION_EXECUTION,
    banner=None,
    logs="ERROR",
    suppress_optimization_warning=True,
)
expected = int(os.environ["EXPECTED"])
seen = 0


def report(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


@bot.listen()
async def on_started(_: hikari.StartedEvent) -> None:
    report("ready")


@bot.listen()
async def on_message(_: hikari.GuildMessageCreateEvent) -> None:
    global seen  # noqa: PLW0603 — a script of one counter
    seen += 1
    if seen % expected == 0:
        report("done")


bot.run(check_for_updates=False)
