"""Orders a second through the executor, and from decision to Discord's call.

    .venv/bin/python tests/benchmarks/executor_throughput.py [--orders 200] [--workers 8]

A whole executor as its own process on the embedded AWS and the fake Discord, whose limits are off:
what remains is the executor's own limit over all calls (40 in 1.05 s). Each order looks at the
member and then does three things: timeout, removal of the message, card. First all orders at once,
then one after the other, to see how long one order takes from its decision to the first call.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import boto3
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.domain.action import Action
from app.domain.order import DeleteMessages, Order, OrderState, ShowCase, TimeOut
from app.local.aws import embedded_aws
from app.local.discord.settings import DEFAULT_APPLICATION_ID, DEFAULT_TOKEN
from tests.execution import SECRET, Execution, execution
from tests.fake_discord import fake_in_thread

SINGLE = 20


def main() -> None:
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory() as data,
        embedded_aws(Path(data), keep=False) as aws,
        _credentials(aws.environment),
        fake_in_thread(limits={"profile": "off"}) as fake,
        execution(aws.environment, fake) as run,
    ):
        orders = [_order(run) for _ in range(arguments.orders)]
        environment = {
            **os.environ,
            **aws.environment,
            "DISCORD_API_URL": fake.api_url,
            "DISCORD_TOKEN": DEFAULT_TOKEN,
            "DISCORD_APPLICATION_ID": DEFAULT_APPLICATION_ID,
            "COMPONENT_SECRET": SECRET,
            "EXECUTOR_WORKERS": str(arguments.workers),
        }
        figures = _measured(run, orders, environment)

    print(json.dumps(figures, indent=2))


@contextmanager
def _credentials(environment: Mapping[str, str]) -> Iterator[None]:
    """The embedded AWS asks for some, whatever they are."""
    os.environ.update(
        {name: value for name, value in environment.items() if name.startswith("AWS_")}
    )
    yield


def _order(run: Execution) -> Order:
    message = run.say("olga", "an insult")  # who is timed out cannot speak
    return run.case_order(
        Action.TIMEOUT,
        TimeOut(user=run.member("mia"), until=run.clock.now() + timedelta(hours=1)),
        DeleteMessages(channel=run.channel("general"), messages=(message,)),
        ShowCase(channel=run.channel("mod-log"), locale="en"),
    )


def _measured(run: Execution, orders: list[Order], environment: dict[str, str]) -> dict[str, float]:
    sqs = boto3.client(
        "sqs", region_name=environment["AWS_REGION"], endpoint_url=environment["AWS_ENDPOINT_URL"]
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "app.bootstrap.executor"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    json.loads(process.stdout.readline())
    watched = psutil.Process(process.pid)
    began, cpu = time.perf_counter(), sum(watched.cpu_times()[:2])
    for start in range(0, len(orders), 10):
        _send(sqs, run, orders[start : start + 10])
    waits, _ = _read(process.stdout, len(orders))
    seconds = time.perf_counter() - began
    used = sum(watched.cpu_times()[:2]) - cpu
    memory = watched.memory_info().rss / 2**20
    delays: list[float] = []
    for _ in range(SINGLE):
        _send(sqs, run, [_order(run)])
        delays += _read(process.stdout, 1)[1]
    process.terminate()
    process.wait(timeout=30)
    sqs.close()
    assert all(run.stored(order).state is OrderState.DONE for order in orders[:: len(orders) // 5])
    waits.sort()
    delays.sort()

    return {
        "orders": len(orders),
        "orders_per_second": round(len(orders) / seconds, 1),
        "calls_per_second": round(len(waits) / seconds, 1),
        "cpu_ms_per_order": round(used * 1000 / len(orders), 1),
        "call_ms_p50": waits[len(waits) // 2],
        "call_ms_p99": waits[len(waits) * 99 // 100],
        "decision_to_call_ms_p50": delays[len(delays) // 2],
        "decision_to_call_ms_worst": delays[-1],
        "resident_mb": round(memory, 1),
    }


def _send(sqs: Any, run: Execution, orders: list[Order]) -> None:
    sqs.send_message_batch(
        QueueUrl=run.settings.orders_queue,
        Entries=[
            {
                "Id": str(index),
                "MessageBody": json.dumps({"v": 1, "order": order.id}),
                "MessageGroupId": order.id,  # as if each were about another member
                "MessageDeduplicationId": order.id,
            }
            for index, order in enumerate(orders)
        ],
    )


def _read(lines: IO[str], orders: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each call, and from decision to first call, until so many orders are over."""
    waits: list[float] = []
    delays: list[float] = []
    for line in lines:
        told = json.loads(line)
        if told["event"] == "effect" and told.get("ms") is not None:
            waits.append(told["ms"])
            if told["effect"] == "time_out":
                called, decided = (
                    datetime.fromisoformat(told[name]) for name in ("called_at", "decided_at")
                )
                delays.append(round((called - decided).total_seconds() * 1000, 1))
        orders -= told["event"] == "order"
        if not orders:
            break

    return waits, delays


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--workers", type=int, default=8)
    return parser.parse_args()


if __name__ == "__main__":
    main()
