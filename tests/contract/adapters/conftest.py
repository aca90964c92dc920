from collections.abc import Iterator

import pytest
from moto import mock_aws


@pytest.fixture(autouse=True, scope="module")
def aws_in_process() -> Iterator[None]:
    """An AWS inside this process, shared by the tests of a module: use names of your own."""
    with pytest.MonkeyPatch.context() as environment, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        yield
