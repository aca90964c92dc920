from collections.abc import Iterator

import pytest

from app.domain.policies.policy import Channels, Policy
from tests.conftest import Aws
from tests.execution import Execution, execution
from tests.fake_discord import RunningFake, fake_in_thread
from tests.life import Life, a_life


@pytest.fixture(scope="module")
def fake() -> Iterator[RunningFake]:
    with fake_in_thread() as running:
        yield running


@pytest.fixture
def run(module_aws: Aws, fake: RunningFake) -> Iterator[Execution]:
    with execution(module_aws.environment, fake) as made:
        yield made
        made.no_faults()
        assert fake.control.violations() == []


@pytest.fixture
def life(run: Execution, module_aws: Aws) -> Life:
    """A guild with a log; reviews go there, too."""
    return a_life(run, module_aws, Policy(channels=Channels(log=run.channel("mod-log"))))
