import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis

from app.local.redis import RedisStartError, local_redis
from tests.conftest import ROOT
from tests.patience import eventually, is_gone


def test_it_answers_on_loopback_and_is_gone_afterwards(tmp_path: Path) -> None:
    with local_redis(tmp_path, {}) as url, Redis.from_url(url) as server:
        server.set("key", "value")
        assert server.config_get("bind") == {"bind": "127.0.0.1"}
        pid = server.info()["process_id"]

    assert is_gone(pid)


def test_an_address_that_is_given_is_taken(redis_url: str, tmp_path: Path) -> None:
    with local_redis(tmp_path, {"REDIS_URL": redis_url}) as url:
        assert url == redis_url

    with Redis.from_url(redis_url) as server:
        assert server.ping()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("redis://127.0.0.1:1/0", "no Redis answers"),
        ("redis://:secret@127.0.0.1:port/0", "Port could not be cast"),
        ("secret", "must specify one of the following schemes"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_clear_line_and_not_shown(
    tmp_path: Path, url: str, why: str
) -> None:
    """T-18: it may hold a password."""
    with (
        pytest.raises(RedisStartError, match=f"REDIS_URL cannot be used: .*{why}") as raised,
        local_redis(tmp_path, {"REDIS_URL": url}),
    ):
        pass
    assert "secret" not in str(raised.value)


def test_it_ends_when_the_process_that_started_it_is_killed(tmp_path: Path) -> None:
    program = f"""
import pathlib, time, redis
from app.local.redis import local_redis
with local_redis(pathlib.Path({str(tmp_path)!r}), {{}}) as url:
    print(redis.Redis.from_url(url).info()["process_id"], flush=True)
    time.sleep(60)
"""
    starter = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    assert starter.stdout
    child = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()

    eventually(lambda: is_gone(child))
