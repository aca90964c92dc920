import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis
from redis.cluster import RedisCluster

from app.adapters.redis.windows import CHANNEL_LENGTH, MEMBER_LENGTH, RedisWindows
from app.domain.behaviour import Recent
from app.domain.ids import ChannelId, MessageId, UserId, snowflake_at
from app.local.ports import LOOPBACK, answers, free_port
from app.local.redis import server_binary
from app.ports.errors import Unavailable
from app.ports.windows import Claim
from tests.factories import NOW
from tests.moderation import fresh_guild
from tests.patience import eventually

CHANNEL = ChannelId(5)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster of one node: the protocol of ElastiCache Serverless."""
    port, folder = free_port(), tmp_path_factory.mktemp("cluster")
    command = [
        *(str(server_binary()), "--port", str(port), "--bind", LOOPBACK, "--dir", str(folder)),
        *("--cluster-enabled", "yes", "--save", "", "--cluster-announce-ip", LOOPBACK),
        *("--cluster-port", str(free_port())),  # else it is port + 10000, which may be none
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log) as server:
        try:
            _until_up(port, server)
            with Redis(host=LOOPBACK, port=port) as node:
                node.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
                while b"cluster_state:ok" not in node.execute_command("CLUSTER", "INFO"):
                    time.sleep(0.02)
            yield f"redis://{LOOPBACK}:{port}"
        finally:
            server.terminate()


@pytest.fixture(params=["single", "cluster"])
def windows(request: pytest.FixtureRequest) -> Iterator[RedisWindows]:
    with _client(request.param, request) as client:
        yield RedisWindows(lambda: client)


def recent(number: int, toxicity: float | None = 0.5) -> Recent:
    at = NOW + timedelta(seconds=number)
    return Recent(
        message=MessageId(snowflake_at(at)),
        at=at,
        channel=CHANNEL,
        fingerprint="abc",
        toxicity=toxicity,
        shape=(1 << 64) - number,
        attachments=f"d{number}",
    )


def test_what_was_put_in_is_seen_oldest_first_and_once(windows: RedisWindows) -> None:
    """ST-011: redelivery does not count twice."""
    member = (fresh_guild(), UserId(1))
    entries = [recent(2), recent(1, None), recent(3)]
    windows.add([(member, one) for one in (*entries, entries[0])])
    view = windows.look([member], [(member[0], CHANNEL)])

    assert list(view.recent[member]) == [recent(1, None), recent(2), recent(3)]
    assert sorted(score for _, score in view.heat[member[0], CHANNEL]) == [0.5, 0.5]


def test_rows_of_an_older_release_can_still_be_read(redis_url: str) -> None:
    """Two releases write into one window while a new one is rolled out."""
    member, at = (fresh_guild(), UserId(1)), NOW
    with Redis.from_url(redis_url) as client:
        row = f"{snowflake_at(at)}|{int(at.timestamp() * 1000)}|{CHANNEL}|abc|0.5000"
        client.lpush(f"recent:{member[0]}:{member[1]}", row)
        view = RedisWindows(lambda: client).look([member], [])

    assert list(view.recent[member]) == [replace(recent(0), shape=0, attachments="")]


def test_windows_do_not_grow_without_bound(windows: RedisWindows) -> None:
    member = (fresh_guild(), UserId(1))
    windows.add([(member, recent(number)) for number in range(3 * MEMBER_LENGTH)])
    view = windows.look([member], [(member[0], CHANNEL)])

    assert len(view.recent[member]) == MEMBER_LENGTH
    assert len(view.heat[member[0], CHANNEL]) == CHANNEL_LENGTH


def test_an_empty_window_is_empty_and_not_missing(windows: RedisWindows) -> None:
    member = (fresh_guild(), UserId(1))
    view = windows.look([member], [(member[0], CHANNEL)])
    assert (list(view.recent[member]), list(view.heat[member[0], CHANNEL])) == ([], [])
    assert windows.claim([], "a") == []
    windows.add([])


def test_a_claim_belongs_to_the_first_holder_however_often_it_asks(windows: RedisWindows) -> None:
    key = str(fresh_guild())
    assert list(windows.claim([key, f"{key}b"], "one")) == [Claim.FRESH, Claim.FRESH]
    assert list(windows.claim([key], "one")) == [Claim.AGAIN]
    assert list(windows.claim([key, f"{key}c"], "two")) == [Claim.TAKEN, Claim.FRESH]


@pytest.mark.parametrize("mode", ["single", "cluster"])
def test_windows_that_are_away_say_so_and_are_used_when_they_are_back(
    mode: str, request: pytest.FixtureRequest
) -> None:
    """AC-046, ST-078: neither start nor call may hang or break on it."""
    with _client(mode, request) as client:
        door = Door(client)
        windows = RedisWindows(door)
        with pytest.raises(Unavailable):
            windows.claim([str(fresh_guild())], "holder")
        door.is_open = True
        assert list(windows.claim([str(fresh_guild())], "holder")) == [Claim.FRESH]


def test_a_server_that_goes_away_later_says_so_too() -> None:
    """AC-046."""
    windows = RedisWindows(lambda: Redis.from_url("redis://127.0.0.1:1"))
    member = (fresh_guild(), UserId(1))
    calls: list[Callable[[], object]] = [
        lambda: windows.claim(["a"], "b"),
        lambda: windows.look([member], []),
        lambda: windows.add([(member, recent(1))]),
    ]
    for call in calls:
        with pytest.raises(Unavailable):
            call()


@contextmanager
def _client(mode: str, request: pytest.FixtureRequest) -> Iterator[Redis | RedisCluster]:
    if mode == "single":
        with Redis.from_url(request.getfixturevalue("redis_url")) as client:
            yield client
        return
    cluster = RedisCluster.from_url(request.getfixturevalue("cluster"))
    try:
        yield cluster
    finally:
        cluster.disconnect_connection_pools()  # type: ignore[no-untyped-call]
        cluster.close()


class Door:
    """A server that is away at first; as a cluster's client finds when it looks for its nodes."""

    def __init__(self, client: Redis | RedisCluster) -> None:
        self._client = client
        self.is_open = False

    def __call__(self) -> Redis | RedisCluster:
        if self.is_open:
            return self._client

        return RedisCluster.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.5)


def _until_up(port: int, server: "subprocess.Popen[bytes]") -> None:
    def up() -> bool:
        assert server.poll() is None, "the node ended at once"
        return answers(port)

    eventually(up, "the node did not start")
