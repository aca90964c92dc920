"""One DynamoDB client for all tables of a process.

PynamoDB makes a client for each model when it is first used: 50 ms and 8 to 10 MB each, a TLS
handshake at its first call, and several clients when threads come at the same time.
"""

from collections.abc import Iterable

from pynamodb.connection import Connection
from pynamodb.models import Model


def one_connection(
    models: Iterable[type[Model]],
    *,
    region: str,
    endpoint: str | None,
    timeout_seconds: float = 5.0,
    retries: int = 5,
) -> Connection:
    """Bound models made to share a client, which is ready when this returns.

    Args:
        models: classes made by `tables.bound`.
        region: AWS region.
        endpoint: only for an AWS on this machine.
        timeout_seconds: for connecting, and for each answer.
        retries: how often a call is repeated that failed.
    """
    connection = Connection(
        region=region,
        host=endpoint,
        connect_timeout_seconds=timeout_seconds,
        read_timeout_seconds=timeout_seconds,
        max_retry_attempts=retries,
    )
    for model in models:
        table = model._get_connection()  # noqa: SLF001 — PynamoDB offers no other way
        connection.add_meta_table(table.get_meta_table())
        table.connection = connection
    _ = connection.client

    return connection
