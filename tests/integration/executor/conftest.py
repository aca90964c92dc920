from collections.abc import Iterator

import pytest

from tests.conftest import Aws
from tests.execution import Execution, execution
from tests.fake_discord import RunningFake, fake_in_thread


@pytest.fixture(scope="session")
def fake() -> Iterator[RunningFake]:
    with fake_in_thread() as running:
        yield running


@pytest.fixture
def run(aws: Aws, fake: RunningFake) -> Iterator[Execution]:
    """A guild of its own on a fake Discord that the tests of this folder share."""
    with execution(aws.environment, fake) as made:
        yield made
        made.no_faults()
        assert fake.control.violations() == []
