"""SQS as the gateway and `dispatch` use it; what SQS may answer is played by a small server."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from botocore.credentials import Credentials

from app.adapters.aws.parameters import secret
from app.adapters.aws.signed import AwsPlace, SignedAws
from app.adapters.sqs.batch_sender import SqsBatchSender
from app.ports.errors import Unavailable
from app.ports.event_queue import QueueMessage, Refusal
from tests.conftest import Aws

Answer = tuple[int, Any]


def messages(count: int, size: int = 10) -> list[QueueMessage]:
    return [QueueMessage(body=f"{number}" * size, group="7") for number in range(count)]


def test_messages_arrive_with_their_group(fresh_aws: Aws) -> None:
    """AW-11: the group is the guild."""
    call = _call(fresh_aws.endpoint)
    body = json.dumps({"x": "\ud800\ufffe"})

    assert not SqsBatchSender(call, fresh_aws["EVENTS_QUEUE_URL"]).send(
        [QueueMessage(body=body, group="7"), *messages(9)]
    )

    got = fresh_aws.sqs.receive_message(
        QueueUrl=fresh_aws["EVENTS_QUEUE_URL"],
        MaxNumberOfMessages=10,
        AttributeNames=["All"],
    )["Messages"]
    assert len(got) == 10
    assert json.loads(next(one["Body"] for one in got if "x" in one["Body"])) == {
        "x": "\ud800\ufffe"
    }
    assert {one["Attributes"].get("MessageGroupId") for one in got} == {"7"}
    call.close()


def test_a_queue_with_order_takes_deduplication_ids(fresh_aws: Aws) -> None:
    call = _call(fresh_aws.endpoint)
    sender = SqsBatchSender(call, fresh_aws["ORDERS_QUEUE_URL"])
    order = QueueMessage(body='{"order":"1"}', group="7:8", deduplication="1")

    assert not sender.send([order])
    assert not sender.send([order])

    got = fresh_aws.sqs.receive_message(
        QueueUrl=fresh_aws["ORDERS_QUEUE_URL"], MaxNumberOfMessages=10
    )["Messages"]
    assert len(got) == 1
    call.close()


def test_what_sqs_refuses_or_does_not_mention_is_reported() -> None:
    """AW-4"""

    def answer(request: dict[str, Any]) -> Answer:
        assert [entry["Id"] for entry in request["Entries"]] == ["0", "1", "2", "3"]
        return 200, {
            "Successful": [{"Id": "0"}],
            "Failed": [
                {"Id": "1", "Code": "InternalError", "SenderFault": False},
                {"Id": "2", "Code": "InvalidMessageContents", "SenderFault": True},
            ],
        }

    with _server(answer) as sender:
        assert sender.send(messages(4)) == [
            Refusal(index=1, code="InternalError", hopeless=False),
            Refusal(index=2, code="InvalidMessageContents", hopeless=True),
            Refusal(index=3, code="NotMentioned", hopeless=False),
        ]


def test_a_request_refused_for_one_message_is_sent_one_by_one() -> None:
    def answer(request: dict[str, Any]) -> Answer:
        if any("1" in entry["MessageBody"] for entry in request["Entries"]):
            return 400, {"__type": "com.amazonaws.sqs#InvalidMessageContents"}
        return 200, {"Successful": [{"Id": entry["Id"]} for entry in request["Entries"]]}

    with _server(answer) as sender:
        assert sender.send(messages(3)) == [
            Refusal(index=1, code="InvalidMessageContents", hopeless=True)
        ]


@pytest.mark.parametrize(
    "answer",
    [
        (500, {}),
        (503, "no json"),
        (429, {"__type": "x"}),
        (400, {"__type": "com.amazonaws.sqs#RequestThrottled"}),
        (400, {"__type": "ExpiredTokenException"}),
        (400, {"__type": "com.amazonaws.sqs#QueueDoesNotExist"}),
        (403, {"__type": "AccessDeniedException"}),
        (404, "page not found"),
        (200, "no json"),
        (200, {"Successful": "odd"}),
    ],
)
def test_everything_else_means_nothing_is_known(answer: Answer) -> None:
    """G-6: such answers are waited out, no message is ever given up for them."""
    with _server(lambda _: answer) as sender, pytest.raises(Unavailable):
        sender.send(messages(2))


def test_no_answer_means_nothing_is_known() -> None:
    with pytest.raises(Unavailable):
        SqsBatchSender(_call("http://127.0.0.1:9"), "http://q").send(messages(1))


def test_requests_are_signed_for_their_service() -> None:
    """Credentials with a session token (task role) sign it too."""
    heard: list[dict[str, str]] = []

    def answer(request: dict[str, Any]) -> Answer:
        heard.append(request["headers"])
        return 200, {"Parameter": {"Value": "the-token"}}

    with aws_answering(answer) as endpoint:
        call = SignedAws(
            AwsPlace(region="eu-west-1", endpoint=endpoint), Credentials("AK", "SK", "session")
        )
        assert secret(call, "/tribune/token") == "the-token"
        call.close()

    assert "AK/" in heard[0]["Authorization"]
    assert "/eu-west-1/ssm/aws4_request" in heard[0]["Authorization"]
    assert heard[0]["X-Amz-Security-Token"] == "session"
    assert heard[0]["X-Amz-Target"] == "AmazonSSM.GetParameter"


def test_without_an_endpoint_it_is_aws_itself() -> None:
    place = AwsPlace(region="eu-west-1")

    assert place.url("sqs") == "https://sqs.eu-west-1.amazonaws.com"


def _call(endpoint: str) -> SignedAws:
    return SignedAws(AwsPlace(region="us-east-1", endpoint=endpoint), Credentials("local", "local"))


@contextmanager
def _server(answer: Callable[[dict[str, Any]], Answer]) -> Iterator[SqsBatchSender]:
    with aws_answering(answer) as endpoint:
        call = _call(endpoint)
        yield SqsBatchSender(call, f"{endpoint}/queue")
        call.close()


@contextmanager
def aws_answering(answer: Callable[[dict[str, Any]], Answer]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            request = json.loads(self.rfile.read(length))
            status, body = answer(request | {"headers": dict(self.headers.items())})
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            """The credential endpoint of an ECS task."""
            role = {"AccessKeyId": "TASK", "SecretAccessKey": "s", "Token": "task-token"}
            data = json.dumps(role | {"Expiration": "2099-01-01T00:00:00Z"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the base's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
