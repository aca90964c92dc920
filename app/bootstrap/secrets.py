"""Secrets: given outright (on one's own machine), or by the name of an SSM parameter (on AWS)."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from app.config import ConfigError, Secret


def secret_of(name: str, value: Secret | None, parameter: str | None) -> str:
    """The secret. Call it once per process, when it starts.

    Raises:
        ConfigError: Neither is set, or the parameter cannot be read.
    """
    if value is not None:
        return value.get_secret_value()
    if parameter is None:
        raise ConfigError(f"neither {name} nor {name}_PARAMETER is set")

    return _from_ssm(name, parameter)


def _from_ssm(name: str, parameter: str) -> str:
    try:
        ssm: Any = Session().create_client("ssm")
        answer = ssm.get_parameter(Name=parameter, WithDecryption=True)
    except (BotoCoreError, ClientError) as error:
        reason = (
            error.response["Error"]["Code"]
            if isinstance(error, ClientError)
            else type(error).__name__
        )
        raise ConfigError(f"{name}: SSM parameter {parameter} cannot be read: {reason}") from None
    secret: str = answer["Parameter"]["Value"]

    return secret
