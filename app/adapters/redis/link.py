"""The way to Redis or Valkey: a client that is made when first needed, and errors in our words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import redis
from redis.cluster import ClusterPipeline, RedisCluster
from redis.exceptions import RedisClusterException

from app.ports.errors import Unavailable

Client = redis.Redis | RedisCluster
Pipeline = redis.client.Pipeline | ClusterPipeline


class Link:
    """Calls `connect` when first needed, and again as long as it fails.

    A cluster's client looks for its nodes at once, and a window that is away must not keep anybody
    from starting.
    """

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._client: Client | None = None

    def pipeline(self) -> Pipeline:
        """A new pipeline; use it within `translated`."""
        if self._client is None:
            self._client = self._connect()

        return self._client.pipeline(transaction=False)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what Redis or the way to it raises into `Unavailable`."""
    try:
        yield
    except (redis.RedisError, RedisClusterException) as error:
        raise Unavailable(f"windows: {type(error).__name__}") from error
