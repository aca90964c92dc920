"""DynamoDB's errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from app.ports.errors import Conflict, PortError, Rejected, Unavailable

_CONFLICTS = frozenset({"ConditionalCheckFailedException", "TransactionConflictException"})
_FINAL = frozenset({"ValidationException", "ResourceNotFoundException", "AccessDeniedException"})


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn what DynamoDB or the way to it raises into a port error that names `what`."""
    try:
        yield
    except PortError:
        raise
    except PynamoDBException as error:
        raise _error(what, code_of(error) or type(error).__name__) from error
    except ClientError as error:
        raise _error(what, error.response["Error"]["Code"]) from error
    except (BotoCoreError, OSError) as error:
        raise _error(what, type(error).__name__) from error


def code_of(error: PynamoDBException) -> str:
    """DynamoDB's code; empty when there was no answer (PynamoDB's own property breaks on that)."""
    answer = getattr(error.cause, "response", None) or {}

    return str(answer.get("Error", {}).get("Code", ""))


def _error(what: str, code: str) -> PortError:
    if code in _CONFLICTS:
        return Conflict(f"{what}: {code}")
    if code in _FINAL:
        return Rejected(f"{what}: {code}")

    return Unavailable(f"{what}: {code}")
