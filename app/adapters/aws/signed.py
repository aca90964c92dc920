"""AWS's JSON protocols over the standard library's HTTP, signed by botocore.

A boto3 client costs 8 MB a service and 650 us of CPU a call; the gateway makes up to hundreds of
calls a second and must stay small. So it borrows botocore's signer and credentials (environment, or
the ECS task role and its renewal), and `http.client`, half the price of urllib3.
"""

import ssl
import threading
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

import msgspec
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import (
    ContainerProvider,
    CredentialResolver,
    Credentials,
    EnvProvider,
)
from botocore.exceptions import BotoCoreError

from app.ports.aws_call import AwsRejected
from app.ports.errors import Unavailable

_TARGETS = {
    "sqs": ("AmazonSQS", "application/x-amz-json-1.0"),
    "dynamodb": ("DynamoDB_20120810", "application/x-amz-json-1.0"),
    "ssm": ("AmazonSSM", "application/x-amz-json-1.1"),
}
_TEMPORARY = frozenset(
    {
        "ExpiredTokenException",
        "InternalFailure",
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
        "KmsThrottled",
        "KMS.ThrottlingException",
    }
)
_SECONDS = 10.0
_SERVER_FAULT = HTTPStatus.INTERNAL_SERVER_ERROR
_THROTTLED = HTTPStatus.TOO_MANY_REQUESTS


class NoCredentialsError(Exception):
    """Neither the environment nor a task role names credentials."""


class _Fault(msgspec.Struct):
    type: str = msgspec.field(default="", name="__type")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsPlace:
    """Which region, and where its services are when it is not AWS itself."""

    region: str
    endpoint: str | None = None

    def url(self, service: str) -> str:
        return self.endpoint or f"https://{service}.{self.region}.amazonaws.com"


def find_credentials() -> Credentials:
    """From the environment, or from the container's credential endpoint (renewed when due).

    Raises:
        NoCredentialsError: there are none.
    """
    found = CredentialResolver([EnvProvider(), ContainerProvider()]).load_credentials()
    if found is None:
        raise NoCredentialsError("no AWS credentials in the environment or from a task role")

    return found


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class SignedAws:
    """An `AwsCall`; each thread keeps a connection of its own to each service."""

    def __init__(self, place: AwsPlace, credentials: Credentials) -> None:
        self._place = place
        self._credentials = credentials
        self._tls = ssl.create_default_context() if place.url("sqs").startswith("https") else None
        self._of_thread = threading.local()
        self._all: list[HTTPConnection] = []

    def __call__(self, service: str, operation: str, payload: bytes) -> bytes:
        prefix, content_type = _TARGETS[service]
        request = AWSRequest(
            method="POST",
            url=self._place.url(service) + "/",
            data=payload,
            headers={"X-Amz-Target": f"{prefix}.{operation}", "Content-Type": content_type},
        )
        answer = self._send(service, request)
        if answer.status == HTTPStatus.OK:
            return answer.body

        raise _error(answer)

    def close(self) -> None:
        """Hang up; a later call would connect again."""
        for connection in self._all:
            connection.close()

    def _send(self, service: str, request: AWSRequest) -> _Answer:
        connection = self._connection(service)
        reused = connection.sock is not None
        try:
            frozen = self._credentials.get_frozen_credentials()
            SigV4Auth(frozen, service, self._place.region).add_auth(request)
            return _exchange(connection, request)
        except (HTTPException, OSError, BotoCoreError) as error:
            connection.close()
            if reused and isinstance(error, (ConnectionError, HTTPException)):
                # AWS hangs up on connections that were idle: not an outage, ask once more.
                return self._send(service, request)
            raise Unavailable(f"{service}: {type(error).__name__}") from error

    def _connection(self, service: str) -> HTTPConnection:
        url = self._place.url(service)
        mine: dict[str, HTTPConnection] = self._of_thread.__dict__
        if url not in mine:
            mine[url] = self._connected(url)
            self._all.append(mine[url])

        return mine[url]

    def _connected(self, url: str) -> HTTPConnection:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return HTTPSConnection(host, parts.port, timeout=_SECONDS, context=self._tls)

        return HTTPConnection(host, parts.port, timeout=_SECONDS)


def _exchange(connection: HTTPConnection, request: AWSRequest) -> _Answer:
    connection.request("POST", "/", request.data, dict(request.headers.items()))
    response: HTTPResponse = connection.getresponse()

    return _Answer(response.status, response.read())


def _error(answer: _Answer) -> Exception:
    try:
        code = msgspec.json.decode(answer.body, type=_Fault).type.rpartition("#")[2]
    except (msgspec.DecodeError, UnicodeDecodeError):
        code = ""
    if answer.status >= _SERVER_FAULT or answer.status == _THROTTLED or code in _TEMPORARY:
        return Unavailable(code or f"HTTP {answer.status}")

    return AwsRejected(code or f"HTTP {answer.status}")
