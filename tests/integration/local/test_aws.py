import json
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from app.local import stack
from app.local.aws import AwsError, embedded_aws
from tests.conftest import ROOT, Aws
from tests.patience import eventually, is_gone


def test_the_stack_gives_every_variable_that_processes_read(aws: Aws) -> None:
    tables = {f"TABLE_{name}" for name in ["GUILDS", "MEMBERS", "CASES", "EVIDENCE", "ORDERS"]}
    tables |= {f"TABLE_{name}" for name in ["APPEALS", "FLAGS", "SESSIONS", "SEEN"]}

    assert tables | {"EVENTS_QUEUE_URL", "ORDERS_QUEUE_URL"} <= aws.environment.keys()
    assert aws.dynamodb.describe_table(TableName=aws["TABLE_ORDERS"])["Table"]["LatestStreamArn"]


def test_tables_forget_expired_rows_though_the_emulator_ignores_it_in_templates(aws: Aws) -> None:
    """AW-18"""
    described = aws.dynamodb.describe_time_to_live(TableName=aws["TABLE_SEEN"])

    assert described["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expires_at",
    }


def test_a_standard_queue_takes_a_group_and_does_not_lock_it(aws: Aws) -> None:
    """AW-11: fair queues."""
    queue = aws.sqs.create_queue(QueueName="fair")["QueueUrl"]
    for body in ("one", "two"):
        aws.sqs.send_message(QueueUrl=queue, MessageBody=body, MessageGroupId="guild")

    got = [aws.sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"] for _ in range(2)]

    assert sorted(got) == ["one", "two"]


def test_what_was_stored_is_there_again_on_another_port(tmp_path: Path) -> None:
    with embedded_aws(tmp_path) as first:
        url = first.environment["EVENTS_QUEUE_URL"]
        stack.client("sqs", first.endpoint).send_message(QueueUrl=url, MessageBody="kept")
        key = {"pk": {"S": "guild"}, "sk": {"S": "facts"}}
        tables = stack.client("dynamodb", first.endpoint)
        tables.put_item(TableName=first.environment["TABLE_GUILDS"], Item=key)

    with embedded_aws(tmp_path) as second:
        assert second.endpoint in second.environment["EVENTS_QUEUE_URL"]
        queue = stack.client("sqs", second.endpoint)
        received = queue.receive_message(QueueUrl=second.environment["EVENTS_QUEUE_URL"])
        tables = stack.client("dynamodb", second.endpoint)
        row = tables.get_item(TableName=second.environment["TABLE_GUILDS"], Key=key)

    assert [message["Body"] for message in received["Messages"]] == ["kept"]
    assert "Item" in row
    assert first.environment["TABLE_GUILDS"] == second.environment["TABLE_GUILDS"]


def test_nothing_listens_outside_loopback_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with embedded_aws(tmp_path, keep=False) as running:
        listening = {
            connection.laddr.ip
            for connection in psutil.Process(running.process.pid).net_connections()
            if connection.status == psutil.CONN_LISTEN
        }

    assert listening == {"127.0.0.1"}
    assert running.process.poll() is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ministack.log"]


def test_it_ends_when_the_process_that_started_it_is_killed(tmp_path: Path) -> None:
    program = f"""
import pathlib, time
from app.local.aws import embedded_aws
with embedded_aws(pathlib.Path({str(tmp_path)!r}), keep=False) as running:
    print(running.process.pid, flush=True)
    time.sleep(60)
"""
    starter = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    assert starter.stdout
    child = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()

    eventually(lambda: is_gone(child))


def test_a_missing_installation_is_one_clear_line(tmp_path: Path) -> None:
    with (
        pytest.raises(AwsError, match=r"is missing: \./run and \./test install it"),
        embedded_aws(tmp_path, interpreter=tmp_path / "python"),
    ):
        pass


def test_a_template_that_cannot_be_deployed_names_the_resource(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"RedrivePolicy": {"maxReceiveCount": 5}}}
    parameters = {"Stage": {"Type": "String"}}
    template.write_text(json.dumps({"Parameters": parameters, "Resources": {"Broken": queue}}))

    with (
        pytest.raises(stack.DeployError, match="Broken"),
        embedded_aws(tmp_path / "data", keep=False, template=template),
    ):
        pass
