import subprocess
import sys

from tests.conftest import ROOT, Aws


def secret(aws: Aws, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = f"from app.bootstrap.secrets import *; print(secret_of({', '.join(arguments)}))"

    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=dict(aws.environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_secret_is_read_from_its_parameter(aws: Aws) -> None:
    """T-21"""
    aws.put_parameter("/tribune/test", "s3cret")

    assert secret(aws, "'TOKEN'", "None", "'/tribune/test'").stdout == "s3cret\n"


def test_a_value_given_outright_comes_first(aws: Aws) -> None:
    assert secret(aws, "'TOKEN'", "Secret('mine')", "'/tribune/none'").stdout == "mine\n"


def test_a_parameter_that_is_missing_is_one_clear_line(aws: Aws) -> None:
    ended = secret(aws, "'TOKEN'", "None", "'/tribune/none'")

    assert ended.returncode == 1
    assert ended.stderr == "TOKEN: SSM parameter /tribune/none cannot be read: ParameterNotFound\n"


def test_neither_is_one_clear_line(aws: Aws) -> None:
    ended = secret(aws, "'TOKEN'", "None", "None")

    assert ended.stderr == "neither TOKEN nor TOKEN_PARAMETER is set\n"
