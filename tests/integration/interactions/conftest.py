"""A door on the embedded AWS: one for all tests, on a guild of its own for each."""

from dataclasses import replace

import pytest

from app.domain.ids import GuildId
from tests.conftest import Aws
from tests.door import Door, door, fresh_id


@pytest.fixture(scope="session")
def shared_entrance(aws: Aws) -> Door:
    return door(aws.environment)


@pytest.fixture
def entrance(shared_entrance: Door) -> Door:
    made = replace(shared_entrance, guild=GuildId(fresh_id()))
    made.keep_policy()

    return made
