from collections.abc import Iterator

import pytest

from tests.conftest import Aws
from tests.fake_discord import RunningFake, fake_in_thread
from tests.raiding import Raiding, raiding


@pytest.fixture
def fake() -> Iterator[RunningFake]:
    """One for each test, since the door goes by real time and here hours go by."""
    with fake_in_thread() as running:
        yield running


@pytest.fixture
def raid(module_aws: Aws, redis_url: str, fake: RunningFake) -> Iterator[Raiding]:
    with raiding(module_aws.environment, redis_url, fake) as made:
        yield made
        made.run.no_faults()
        assert fake.control.violations() == []
