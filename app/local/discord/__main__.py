"""`python -m app.local.discord`: serve a fake Discord until interrupted."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

import orjson

from app.local.discord.control.scenario import load
from app.local.discord.server import FakeDiscord
from app.local.discord.settings import FakeSettings, GatewaySettings, LimitSettings
from app.local.discord.state.entities import Json

DEFAULT_OPENAPI = Path(__file__).resolve().parents[4] / "shared" / "discord" / "openapi.json"


def settings_from(arguments: argparse.Namespace) -> FakeSettings:
    defaults = FakeSettings()
    return FakeSettings(
        host=arguments.host,
        port=arguments.port,
        token=arguments.token or defaults.token,
        interactions_url=arguments.interactions_url,
        openapi=arguments.openapi,
        contract=arguments.contract,
        answer_seconds=arguments.answer_seconds,
        gateway=GatewaySettings(**orjson.loads(arguments.gateway)),
        limits=LimitSettings(profile=arguments.limits),
    )


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m app.local.discord", description=__doc__)
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=int, default=0, help="0 takes a free one")
    made.add_argument("--scenario", type=Path, help="JSON file with servers to begin with")
    made.add_argument("--openapi", type=Path, default=_openapi(), help="Discord's published schema")
    made.add_argument("--contract", choices=("refuse", "record", "off"), default="refuse")
    made.add_argument("--limits", choices=("real", "relaxed", "off"), default="real")
    made.add_argument("--gateway", default="{}", help="JSON of GatewaySettings' fields")
    made.add_argument("--token", default=os.environ.get("DISCORD_TOKEN"))
    made.add_argument("--interactions-url", help="where signed interactions are posted")
    made.add_argument("--answer-seconds", type=float, default=3.0, help="until they are answered")
    return made


def _openapi() -> Path:
    given = os.environ.get("DISCORD_OPENAPI")
    return Path(given) if given else DEFAULT_OPENAPI


async def serve(settings: FakeSettings, scenario: Json) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with FakeDiscord(settings) as fake:
        guilds = load(fake.world, scenario)
        ready = {
            "event": "ready",
            "process": "discord",
            "url": fake.url,
            "public_key": fake.sender.signer.public_key,
            "contract": fake.judge.mode,
            "guilds": [g["id"] for g in guilds],
        }
        sys.stdout.write(orjson.dumps(ready).decode() + "\n")
        sys.stdout.flush()
        await stop.wait()


def _scenario(path: Path | None) -> Json:
    scenario: object = orjson.loads(path.read_bytes()) if path else {}
    if not isinstance(scenario, dict):
        raise ValueError("not an object")  # noqa: TRY004 — one kind of error for a wrong file
    return scenario


def main() -> int:
    arguments = parser().parse_args()
    try:
        settings = settings_from(arguments)
    except (TypeError, ValueError) as error:
        sys.stderr.write(f"--gateway is wrong: {error}\n")
        return 1
    if settings.contract != "off" and not arguments.openapi.is_file():
        sys.stderr.write(f"no OpenAPI file at {arguments.openapi}: requests are not validated\n")
    try:
        asyncio.run(serve(settings, _scenario(arguments.scenario)))
    except OSError as error:
        sys.stderr.write(f"cannot serve on {arguments.host}:{arguments.port}: {error.strerror}\n")
        return 1
    except (ValueError, KeyError) as error:
        sys.stderr.write(f"the scenario is wrong: {type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
