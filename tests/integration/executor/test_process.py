"""The whole executor on a real queue: receive, carry out, delete, report, stop."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.bootstrap.executor import build
from app.domain.action import Action
from app.domain.ids import MessageId
from app.domain.order import DeleteMessages, Order, OrderState, ShowCase, TimeOut
from app.executor.process import Executor
from tests.conftest import Aws
from tests.execution import SECRET, Execution, execution
from tests.fake_discord import RunningFake, fake_in_thread
from tests.patience import PATIENCE, eventually


@contextmanager
def running(run: Execution) -> Iterator[Executor]:
    executor = build(run.settings)
    executor.start()
    try:
        yield executor
    finally:
        assert executor.finish()


def send(aws: Aws, run: Execution, *orders: Order, body: str | None = None) -> None:
    for order in orders:
        aws.sqs.send_message(
            QueueUrl=run.settings.orders_queue,
            MessageBody=body or json.dumps({"v": 1, "order": order.id}),
            MessageGroupId=order.group,
            MessageDeduplicationId=f"{order.id}{time.monotonic_ns()}",
        )


@pytest.fixture(scope="module")
def fake() -> Iterator[RunningFake]:
    """With a clock that nobody turns: the executor itself lives in real time."""
    with fake_in_thread() as made:
        yield made


@pytest.fixture
def run(aws: Aws, fake: RunningFake) -> Iterator[Execution]:
    """A guild and a queue of its own."""
    queue = aws.sqs.create_queue(
        QueueName=f"orders-{time.monotonic_ns()}.fifo",
        Attributes={"FifoQueue": "true", "VisibilityTimeout": "60"},
    )
    environment = {**aws.environment, "ORDERS_QUEUE_URL": queue["QueueUrl"]}
    with execution(environment, fake) as made:
        yield made
        made.no_faults()


def a_timeout(run: Execution, **changes: Any) -> Order:
    act = TimeOut(user=run.member("mia"), until=run.clock.now() + timedelta(hours=1))
    card = ShowCase(channel=run.channel("mod-log"), locale="en")
    return run.case_order(Action.TIMEOUT, act, card, **changes)


def test_an_order_in_the_queue_is_carried_out_and_never_delivered_again(
    aws: Aws, run: Execution
) -> None:
    order = a_timeout(run)
    with running(run):
        send(aws, run, order)
        eventually(lambda: run.stored(order).state is OrderState.DONE)
    left = aws.sqs.get_queue_attributes(
        QueueUrl=run.settings.orders_queue,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]

    assert run.done() == ["update_guild_member", "create_message"]
    assert set(left.values()) == {"0"}


def test_a_delivery_that_comes_twice_changes_nothing_the_second_time(
    aws: Aws, run: Execution
) -> None:
    order, last = a_timeout(run), a_timeout(run)
    with running(run):
        send(aws, run, order, order, order, last)
        eventually(lambda: run.stored(last).state is OrderState.DONE)

    assert run.done().count("create_message") == 2


def test_one_member_s_trouble_does_not_keep_others_waiting(aws: Aws, run: Execution) -> None:
    """AC-052: many orders at once, one member's after the other."""
    stuck = run.order(
        DeleteMessages(channel=run.channel("general"), messages=(MessageId(1),)), user="tom"
    )
    behind = run.order(
        DeleteMessages(channel=run.channel("random"), messages=(MessageId(1),)), user="tom"
    )
    others = [a_timeout(run, user=name) for name in ("mia", "newcomer")]
    run.fake.control.act(
        "faults",
        faults=[
            {
                "operation": "delete_message",
                "kind": "error_before",
                "status": 503,
                "match": {"channel_id": str(run.channel("general"))},
            }
        ],
    )
    with running(run) as executor:
        send(aws, run, stuck, behind, *others)
        eventually(lambda: all(run.stored(one).state is OrderState.DONE for one in others))
        assert not run.stored(stuck).state.is_final
        assert run.stored(behind).version == 0, "the order behind it must not overtake it"
        eventually(lambda: executor.health()[1]["degraded"] == ["failing"])
        run.no_faults()
        eventually(lambda: run.stored(behind).state is OrderState.DONE)

    assert run.stored(stuck).state is OrderState.DONE


def test_a_message_that_nobody_can_read_is_put_aside_by_the_queue(aws: Aws, run: Execution) -> None:
    order = a_timeout(run)
    with running(run):
        send(aws, run, a_timeout(run, user="tom"), body="not json")
        send(aws, run, order)
        eventually(lambda: run.stored(order).state is OrderState.DONE)


def test_health_and_metrics_are_served(run: Execution) -> None:
    with running(run) as executor:
        url = f"http://127.0.0.1:{executor.health_port}"
        report = httpx.get(f"{url}/healthz", timeout=PATIENCE)
        metrics = httpx.get(f"{url}/metrics", timeout=PATIENCE).text

        assert report.status_code == 200
        assert report.json() == {"status": "ok", "degraded": [], "in_hand": 0}
        assert "tribune_executor_invalid_requests 0.0" in metrics
        assert httpx.get(f"{url}/other", timeout=PATIENCE).status_code == 404


def test_a_refused_token_stops_every_call_and_is_reported(aws: Aws, run: Execution) -> None:
    """RS-6, G-5: after the first 401 nothing is called any more."""
    run.fake.control.act(
        "faults", faults=[{"operation": "*", "kind": "refuse", "status": 401, "code": 0}]
    )
    orders = [a_timeout(run, user=name) for name in ("mia", "tom", "newcomer")]
    with running(run) as executor:
        send(aws, run, *orders)
        eventually(lambda: executor.health()[0] is False)
        assert "token_refused" in executor.health()[1]["degraded"]  # type: ignore[operator]
        run.no_faults()
        time.sleep(1.5)

    assert run.effects() == []
    assert [run.stored(order).state for order in orders] == [OrderState.OPEN] * 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_stops_cleanly_when_told(
    aws: Aws, fake: RunningFake, run: Execution, number: signal.Signals
) -> None:
    order = a_timeout(run)
    environment = {
        **os.environ,
        **aws.environment,
        "ORDERS_QUEUE_URL": run.settings.orders_queue,
        "DISCORD_API_URL": fake.api_url,
        "DISCORD_TOKEN": fake.token,
        "DISCORD_APPLICATION_ID": fake.application_id,
        "COMPONENT_SECRET": SECRET,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.bootstrap.executor"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        send(aws, run, order)
        eventually(lambda: run.stored(order).state is OrderState.DONE)
        process.send_signal(number)
        output, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    lines = [json.loads(line) for line in output.splitlines()]

    assert process.returncode == 0
    assert [line["event"] for line in lines] == ["started", "effect", "effect", "order", "stopped"]
    effect = lines[1]
    assert effect["process"] == "executor"
    assert (effect["order"], effect["effect"]) == (order.id, "time_out")
    assert (effect["state"], effect["status"]) == ("confirmed", "ok")
    assert effect["called_at"] > effect["decided_at"]
