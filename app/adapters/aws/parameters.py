"""Secrets from SSM's parameter store, read once at the start."""

import msgspec

from app.ports.aws_call import AwsCall


class _Parameter(msgspec.Struct):
    value: str = msgspec.field(name="Value")


class _Answer(msgspec.Struct):
    parameter: _Parameter = msgspec.field(name="Parameter")


def secret(call: AwsCall, name: str) -> str:
    """The decrypted value of a parameter. Raises what the call raises."""
    answer = call(
        "ssm", "GetParameter", msgspec.json.encode({"Name": name, "WithDecryption": True})
    )

    return msgspec.json.decode(answer, type=_Answer).parameter.value
