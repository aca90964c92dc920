"""One signed call to an AWS service that speaks the JSON protocol."""

from typing import Protocol

from app.ports.errors import Rejected


class AwsRejected(Rejected):
    """AWS answered with an error that repeating will not cure; `code` is its name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AwsCall(Protocol):
    """Sends `payload` to an operation, gives the answer's body."""

    def __call__(self, service: str, operation: str, payload: bytes) -> bytes:
        """Call, for example, `("sqs", "SendMessageBatch", b"{...}")`.

        Raises:
            Unavailable: no answer, a fault of AWS, or throttled: call again.
            AwsRejected: any other error.
        """
