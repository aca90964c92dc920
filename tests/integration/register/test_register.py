import pytest

from app.bootstrap.register import register
from app.config import ConfigError
from app.ports.errors import PortError
from tests.fake_discord import fake_in_thread


def test_commands_are_registered_once_and_not_again_until_they_change() -> None:
    """IN-12, IN-13, IN-14: Discord takes the manifest, and no second one is sent."""
    with fake_in_thread() as fake:
        environment = {
            "DISCORD_TOKEN": fake.token,
            "DISCORD_APPLICATION_ID": fake.application_id,
            "DISCORD_API_URL": fake.api_url,
        }
        assert register(environment) is True
        assert register(environment) is False
        assert fake.control.violations() == []
        assert len(fake.control.effects("bulk_set_application_commands")) == 1

        with pytest.raises(PortError):
            register(environment | {"DISCORD_TOKEN": "a.wrong.token"})


def test_what_is_missing_is_named() -> None:
    """ST-006."""
    with pytest.raises(ConfigError, match="DISCORD_APPLICATION_ID"):
        register({})
