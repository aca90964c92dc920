"""The pump as a process, on the embedded AWS, with handlers written for the occasion."""

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Aws
from tests.patience import PATIENCE, eventually

TEMPLATE = """
Resources:
  ModerateFunction:
    Properties:
      Timeout: {timeout}
      Events:
        Envelopes:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 10
            FunctionResponseTypes: [ReportBatchItemFailures]
  DispatchFunction:
    Properties:
      Timeout: 10
      Events:
        Outbox:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: TRIM_HORIZON
            BatchSize: 100
            FunctionResponseTypes: [ReportBatchItemFailures]
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 1
            FilterCriteria:
              Filters:
                - Pattern: '{{"eventName": ["INSERT"]}}'
            DestinationConfig:
              OnFailure: {{ Type: SQS, Destination: !GetAtt Failed.Arn }}
Outputs:
  QueueUrl: {{ Value: !Ref Queue }}
  StreamArn: {{ Value: !GetAtt [Table, StreamArn] }}
  FailedUrl: {{ Value: !Ref Failed }}
"""

SEEN = """
import json, os, pathlib, time
SEEN = pathlib.Path(os.environ["SEEN"])
def see(what):
    with SEEN.open("a") as file:
        file.write(json.dumps(what) + "\\n")
"""


COMES_AGAIN = 4
"""Seconds until an unfinished message does: far more than a batch that is finished takes."""


class Pump:
    """One function with its own queue, stream and handler."""

    def __init__(self, aws: Aws, folder: Path, handler: str) -> None:
        self.aws, self.folder = aws, folder
        self.seen_file = folder / "seen"
        for name in ("moderate", "dispatch"):
            (folder / name).mkdir()
            (folder / name / "handler.py").write_text(SEEN + handler)
        name = folder.name
        self.queue = aws.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.failed = aws.sqs.create_queue(QueueName=f"{name}-failed")["QueueUrl"]
        table = aws.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )
        self.stream = table["TableDescription"]["LatestStreamArn"]

    @contextlib.contextmanager
    def running(
        self, name: str, *, timeout: int = 600, visibility: int = 600
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Nothing comes again or takes too long unless a test says when."""
        template = self.folder / "template.yaml"
        template.write_text(TEMPLATE.format(timeout=timeout))
        environment = {
            **os.environ,
            **self.aws.environment,
            "QUEUE_URL": self.queue,
            "STREAM_ARN": self.stream,
            "FAILED_URL": self.failed,
            "SEEN": str(self.seen_file),
        }
        command = [sys.executable, "-m", "app.local.pump", name]
        command += ["--template", str(template), "--functions", str(self.folder)]
        command += ["--data", str(self.folder), "--visibility-timeout", str(visibility)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)

    def send(self, *bodies: str) -> None:
        entries = [{"Id": str(index), "MessageBody": body} for index, body in enumerate(bodies)]
        self.aws.sqs.send_message_batch(QueueUrl=self.queue, Entries=entries)

    def put(self, *keys: str) -> None:
        for key in keys:
            self.aws.dynamodb.put_item(TableName=self.folder.name, Item={"pk": {"S": key}})

    def seen(self) -> list[Any]:
        if not self.seen_file.exists():
            return []

        return [json.loads(line) for line in self.seen_file.read_text().splitlines()]

    def in_queue(self) -> int:
        """Visible or in flight."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.aws.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=names)

        return sum(int(count) for count in answer["Attributes"].values())


@pytest.fixture
def pump_of(aws: Aws, tmp_path: Path) -> Any:
    return lambda handler: Pump(aws, tmp_path, handler)


def test_messages_that_succeeded_are_deleted_and_failed_ones_come_again(pump_of: Any) -> None:
    """AW-6"""
    pump = pump_of("""
def handler(event, context):
    assert context.get_remaining_time_in_millis() > 0
    failed = []
    for record in event["Records"]:
        see([record["body"], record["attributes"]["ApproximateReceiveCount"]])
        if record["body"] == "bad" and record["attributes"]["ApproximateReceiveCount"] == "1":
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
""")
    with pump.running("moderate", visibility=COMES_AGAIN):
        pump.send("good", "bad", "fine")
        eventually(lambda: len(pump.seen()) == 4 and not pump.in_queue())

    assert sorted(pump.seen()) == [["bad", "1"], ["bad", "2"], ["fine", "1"], ["good", "1"]]


def test_a_handler_that_raises_fails_its_whole_batch_and_the_pump_lives_on(pump_of: Any) -> None:
    """AW-6"""
    pump = pump_of("""
def handler(event, context):
    counts = {record["attributes"]["ApproximateReceiveCount"] for record in event["Records"]}
    see(sorted(counts))
    if "1" in counts:
        raise RuntimeError("bug")
""")
    with pump.running("moderate", visibility=COMES_AGAIN) as process:
        pump.send("one", "two")
        eventually(lambda: pump.seen() and not pump.in_queue())
        assert process.poll() is None


def test_messages_of_a_killed_process_come_back_to_the_next(pump_of: Any) -> None:
    pump = pump_of("""
def handler(event, context):
    see(len(event["Records"]))
    if not SEEN.with_name("survive").exists():
        time.sleep(600)
""")
    pump.send("one")
    with pump.running("moderate", visibility=COMES_AGAIN) as process:
        eventually(pump.seen)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert pump.in_queue() == 1
    pump.seen_file.with_name("survive").touch()

    with pump.running("moderate"):
        eventually(lambda: not pump.in_queue())

    assert len(pump.seen()) == 2


def test_a_handler_over_its_time_takes_the_process_with_it(pump_of: Any) -> None:
    pump = pump_of("""
def handler(event, context):
    see("begun")
    time.sleep(600)
""")
    pump.send("one")
    with pump.running("moderate", timeout=3) as process:
        eventually(lambda: process.poll() is not None)

    assert pump.seen() == ["begun"]
    assert pump.in_queue() == 1


def test_asked_to_stop_it_finishes_the_call_and_deletes_what_is_done(pump_of: Any) -> None:
    pump = pump_of("""
def handler(event, context):
    see("begun")
    time.sleep(0.5)
    see("ended")
""")
    pump.send("one")
    with pump.running("moderate") as process:
        eventually(pump.seen)
        process.terminate()
        assert process.wait(PATIENCE) == 0

    assert pump.seen() == ["begun", "ended"]
    assert pump.in_queue() == 0


def test_a_handler_that_cannot_be_imported_ends_the_process(pump_of: Any) -> None:
    pump = pump_of("raise ImportError('no')")
    with pump.running("moderate") as process:
        assert process.wait(PATIENCE) != 0


def test_inserts_come_in_order_once_each_across_restarts(pump_of: Any) -> None:
    """AW-18: TTL's own removals and later changes of a row are not orders."""
    pump = pump_of("""
def handler(event, context):
    for record in event["Records"]:
        see([record["eventName"], record["dynamodb"]["NewImage"]["pk"]["S"]])
""")
    pump.put(*"abc")
    with pump.running("dispatch"):
        eventually(lambda: len(pump.seen()) == 3)
    pump.put("a")
    pump.aws.dynamodb.delete_item(TableName=pump.folder.name, Key={"pk": {"S": "b"}})
    pump.put(*"de")
    with pump.running("dispatch"):
        eventually(lambda: len(pump.seen()) == 5)

    assert pump.seen() == [["INSERT", key] for key in "abcde"]


def test_records_after_the_first_failure_are_tried_again_in_order(pump_of: Any) -> None:
    """AW-19"""
    pump = pump_of("""
def handler(event, context):
    for record in event["Records"]:
        key = record["dynamodb"]["NewImage"]["pk"]["S"]
        first = not SEEN.with_name(key).exists()
        SEEN.with_name(key).touch()
        if key == "c" and first:
            sequence = record["dynamodb"]["SequenceNumber"]
            return {"batchItemFailures": [{"itemIdentifier": sequence}]}
        see(key)
""")
    pump.put(*"abcd")
    with pump.running("dispatch"):
        eventually(lambda: len(pump.seen()) >= 4)

    assert pump.seen() == list("abcd")


@pytest.mark.parametrize("crash", ["raise RuntimeError('bug')", "os._exit(9)"])
def test_a_record_that_spoils_its_batch_is_put_aside_alone(pump_of: Any, crash: str) -> None:
    """AW-19: bisect, finite tries, on-failure destination; a crash counts as a try."""
    pump = pump_of(f"""
def handler(event, context):
    keys = [record["dynamodb"]["NewImage"]["pk"]["S"] for record in event["Records"]]
    if "poison" in keys:
        {crash}
    for key in keys:
        see(key)
""")
    good = [f"good{number}" for number in range(6)]
    pump.put(*good[:3], "poison", *good[3:])
    deadline = time.monotonic() + PATIENCE
    while set(pump.seen()) != set(good) and time.monotonic() < deadline:
        with pump.running("dispatch") as process:
            eventually(lambda: process.poll() is not None or set(pump.seen()) == set(good))

    assert pump.seen() == good
    failed = pump.aws.sqs.receive_message(QueueUrl=pump.failed)["Messages"]
    information = json.loads(failed[0]["Body"])["DDBStreamBatchInfo"]
    assert information["batchSize"] == 1
    assert information["streamArn"] == pump.stream


def test_it_waits_for_an_aws_that_is_away(pump_of: Any) -> None:
    pump = pump_of("def handler(event, context): see(1)")
    away = {**pump.aws.environment, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    pump.aws = dataclasses.replace(pump.aws, environment=away)
    with pump.running("moderate") as process:
        time.sleep(2)
        assert process.poll() is None
