"""The event-source pump: `python -m app.local.pump moderate` is one warm instance of that function.

It does on this machine what Lambda's event sources do on AWS, by what template.yaml says of them.
Start several for a queue (at most MaximumConcurrency); a stream takes one.
"""

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import boto3
from botocore.config import Config

from app.adapters.telemetry import logs
from app.local.checkpoint import Checkpoint
from app.local.invocation import FUNCTIONS, Handler, load_handler
from app.local.queue_pump import QueuePump
from app.local.schedule_pump import SchedulePump
from app.local.sources import (
    FunctionPlan,
    QueueSource,
    ScheduleSource,
    SourceError,
    StreamSource,
    plan_of,
)
from app.local.stopping import Stopping
from app.local.stream_pump import StreamPump
from app.local.stream_reader import StreamReader
from app.local.template import TEMPLATE, read_template

_LOG = logging.getLogger(__name__)

CLIENT = Config(parameter_validation=False, retries={"total_max_attempts": 2, "mode": "standard"})


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    stopping = Stopping()
    stopping.listen()
    logs.configure(options.function, options.log_format, "INFO")  # until the handler brings its own
    try:
        plan = plan_of(read_template(options.template), options.function)
        pump = _pump(plan, load_handler(plan.name, options.functions), options)
    except (SourceError, FileNotFoundError) as error:
        _LOG.error("pump.cannot_start", extra={"reason": str(error)})
        return 1
    _LOG.info("pump.started")
    pump.run(stopping)
    _LOG.info("pump.stopped")

    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.local.pump", description=__doc__)
    parser.add_argument("function")
    parser.add_argument("--data", type=Path, default=Path(".tribune"), help="for checkpoints")
    parser.add_argument("--visibility-timeout", type=int, help="seconds, instead of the queue's")
    parser.add_argument("--every", type=float, help="seconds, instead of the schedule's")
    parser.add_argument("--template", type=Path, default=TEMPLATE)
    parser.add_argument("--functions", type=Path, default=FUNCTIONS)

    format_ = os.environ.get("LOG_FORMAT", "json")
    parser.add_argument("--log-format", choices=["json", "text"], default=format_)

    return parser.parse_args(arguments)


def _pump(
    plan: FunctionPlan, handler: Handler, options: argparse.Namespace
) -> QueuePump | StreamPump | SchedulePump:
    if isinstance(plan.source, QueueSource):
        return _queue_pump(plan, plan.source, handler, options.visibility_timeout)
    if isinstance(plan.source, ScheduleSource):
        every = options.every or plan.source.every
        return SchedulePump(plan=plan, handler=handler, every=every)

    return _stream_pump(plan, plan.source, handler, options.data)


def _queue_pump(
    plan: FunctionPlan, source: QueueSource, handler: Handler, visibility_timeout: int | None
) -> QueuePump:
    return QueuePump(
        plan=plan,
        source=source,
        handler=handler,
        sqs=boto3.client("sqs", config=CLIENT),
        url=_variable(os.environ, source.url_variable),
        visibility_timeout=visibility_timeout,
    )


def _stream_pump(
    plan: FunctionPlan, source: StreamSource, handler: Handler, data: Path
) -> StreamPump:
    arn = _variable(os.environ, source.arn_variable)
    data.mkdir(parents=True, exist_ok=True)
    checkpoint = Checkpoint.read(data / f"{plan.name}.checkpoint", arn)
    failed = source.failed_url_variable
    reader = StreamReader(
        streams=boto3.client("dynamodbstreams", config=CLIENT),
        arn=arn,
        start=source.start,
        checkpoint=checkpoint,
    )

    return StreamPump(
        plan=plan,
        source=source,
        handler=handler,
        reader=reader,
        checkpoint=checkpoint,
        sqs=boto3.client("sqs", config=CLIENT),
        failed_url=_variable(os.environ, failed) if failed else None,
    )


def _variable(environment: Mapping[str, str], name: str) -> str:
    if name not in environment:
        raise SourceError(f"{name} is not set")

    return environment[name]


if __name__ == "__main__":
    sys.exit(main())
