"""What a sweep costs: due members a second, requests each, and how late things are done.

python -m tests.benchmarks.sweep_cost [--members 400] [--seconds 20]

On the embedded AWS, which answers on one core; on AWS a request takes 5 to 10 ms, here it is
printed. First a backlog is worked off at once. Then deadlines come one by one at any moment while
a sweep looks every second: on AWS it looks every minute, so the wait is sixty times as long.
"""

import argparse
import itertools
import logging
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.adapters.dynamodb import codec, tables
from app.bootstrap import sweep as wiring
from app.config import SweepSettings, read
from app.domain.deadlines.elapse import next_deadline
from app.domain.ids import GuildId, UserId
from app.domain.order import Order
from app.domain.policies.policy import Policy
from app.domain.record.standing import Standing
from app.local.aws import embedded_aws
from app.services.sweep import Sweep

GUILD = GuildId(81384788765712384)
WEEK = timedelta(days=7)
_users = itertools.count(1)


def main() -> None:
    options = _options()
    logging.disable(logging.WARNING)
    os.environ.update(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local")
    with tempfile.TemporaryDirectory() as folder, embedded_aws(Path(folder), keep=False) as aws:
        settings = read(SweepSettings, aws.environment)
        stores = wiring.stores(settings)
        _backlog(stores, settings, options.members)
        _in_time(stores, settings, options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=20.0)

    return parser.parse_args()


def _backlog(stores: wiring.Stores, settings: SweepSettings, members: int) -> None:
    """Everything due at once, as after an outage."""
    _put(stores, [datetime.now(UTC)] * members)
    sweep = _sweep(stores, settings)
    with _requests(stores) as made:
        began, worked = time.perf_counter(), time.process_time()
        done = sweep()["standings"].done
        took, busy = time.perf_counter() - began, time.process_time() - worked
    print(f"backlog of {members}: {done} done in {took:.2f} s = {done / took:.0f} a second")
    print(
        f"  {len(made) / done:.2f} requests each, {1000 * statistics.median(made):.1f} ms a request"
    )
    print(f"  {1000 * busy / done:.2f} ms of our own processor each")
    budget = settings.seconds * done / took
    print(f"  so {budget:.0f} in the {settings.seconds:.0f} s of one sweep at this speed")
    with _requests(stores) as made:
        began = time.perf_counter()
        sweep()
        print(f"nothing due: {len(made)} requests, {1000 * (time.perf_counter() - began):.0f} ms")


def _in_time(stores: wiring.Stores, settings: SweepSettings, seconds: float) -> None:
    """Deadlines at random moments, a sweep every second."""
    chance, now = random.Random(7), datetime.now(UTC)
    moments = [now + timedelta(seconds=1 + chance.random() * seconds) for _ in range(60)]
    _put(stores, moments)
    before = {order.id for order in _orders(stores)}
    sweep, until = _sweep(stores, settings), time.monotonic() + seconds + 3
    while time.monotonic() < until:
        began = time.monotonic()
        sweep()
        time.sleep(max(0.0, began + 1 - time.monotonic()))
    done = [order for order in _orders(stores) if order.id not in before]
    late = sorted(
        (order.decided_at - moments[index]).total_seconds()
        for index, order in enumerate(sorted(done, key=lambda order: order.user or 0))
    )
    print(f"{len(done)} of {len(moments)} deadlines done once, a sweep every second:")
    print(f"  late by {statistics.median(late):.2f} s (median), {late[-1]:.2f} s (most)")


def _put(stores: wiring.Stores, moments: list[datetime]) -> None:
    """Members with one warning that decays at each of the moments."""
    members = stores.tables.members
    with members.batch_write() as batch:
        for moment in moments:
            standing = Standing(warnings=1, warned_at=moment - WEEK, version=1)
            batch.save(
                members(
                    pk=tables.member_key(GUILD, UserId(next(_users))),
                    sk="member",
                    body=codec.dump(standing),
                    version=1,
                    **tables.deadline(next_deadline(standing, Policy())),
                )
            )


def _orders(stores: wiring.Stores) -> list[Order]:
    return [codec.load(Order, item.body) for item in stores.tables.orders.scan()]


def _sweep(stores: wiring.Stores, settings: SweepSettings) -> Sweep:
    return Sweep(
        wiring.record_jobs(stores),
        clock=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        things=settings.things,
        seconds=settings.seconds,
    )


@contextmanager
def _requests(stores: wiring.Stores) -> Iterator[list[float]]:
    """How long each request of DynamoDB took, in seconds."""
    made: list[float] = []
    began: list[float] = []
    events = stores.connection.client.meta.events

    def before(**_: Any) -> None:
        began.append(time.perf_counter())

    def after(**_: Any) -> None:
        made.append(time.perf_counter() - began.pop())

    events.register("before-call.dynamodb", before)
    events.register("after-call.dynamodb", after)
    try:
        yield made
    finally:
        events.unregister("before-call.dynamodb", before)
        events.unregister("after-call.dynamodb", after)


if __name__ == "__main__":
    main()
