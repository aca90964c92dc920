"""What any test may ask for: the embedded AWS with our own stack in it, and a real Redis."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from app.local.aws import embedded_aws
from app.local.redis import local_redis
from app.local.stack import client

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """AWS clients of the code under test find made-up credentials, never a developer's own.

    Examples have no time limit of their own, and may be slow to make: a busy machine is no fault of
    the code. They are the same in every run; `--hypothesis-profile search` looks for new ones.
    """
    patient: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("tribune", derandomize=True, database=None, **patient)
    settings.register_profile("search", **patient)
    settings.register_profile(
        "mutation",
        **patient,
        max_examples=10,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
    )
    settings.load_profile("tribune")
    os.environ.update(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local")
    os.environ.pop("AWS_PROFILE", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aws:
    """The stack of template.yaml on a free port of loopback."""

    endpoint: str
    environment: Mapping[str, str]
    sqs: Any
    dynamodb: Any
    streams: Any
    ssm: Any

    def put_parameter(self, name: str, value: str) -> None:
        self.ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)

    def __getitem__(self, variable: str) -> str:
        """`aws["EVENTS_QUEUE_URL"]`"""
        return self.environment[variable]


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """One stack for the whole session: use ids of your own, expect rows and messages of others."""
    with embedded_aws(tmp_path_factory.mktemp("aws"), keep=False) as running:
        yield _with_clients(running.endpoint, running.environment)


@pytest.fixture
def fresh_aws(tmp_path: Path) -> Iterator[Aws]:
    """A stack of one's own (about a second): for tests that count, or stop it."""
    with embedded_aws(tmp_path / "aws", keep=False) as running:
        yield _with_clients(running.endpoint, running.environment)


@pytest.fixture(scope="module")
def module_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """A stack for the tests of one file: for those in which months go by."""
    with embedded_aws(tmp_path_factory.mktemp("aws"), keep=False) as running:
        yield _with_clients(running.endpoint, running.environment)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the whole session: use keys of your own."""
    with local_redis(tmp_path_factory.mktemp("redis"), os.environ) as url:
        yield url


def _with_clients(endpoint: str, environment: Mapping[str, str]) -> Aws:
    return Aws(
        endpoint=endpoint,
        environment=environment,
        sqs=client("sqs", endpoint),
        dynamodb=client("dynamodb", endpoint),
        streams=client("dynamodbstreams", endpoint),
        ssm=client("ssm", endpoint),
    )
