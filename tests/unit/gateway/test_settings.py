"""The gateway's settings: read once, every fault named at once, no secret shown."""

import pytest

from app.gateway.settings import SettingsError, read_settings

GOOD = {
    "AWS_REGION": "eu-west-1",
    "DISCORD_APPLICATION_ID": "123",
    "DISCORD_TOKEN": "secret-token",
    "EVENTS_QUEUE_URL": "https://sqs/q",
    "TABLE_SESSIONS": "sessions",
}


def test_the_defaults_serve_one_shard() -> None:
    settings = read_settings(GOOD)

    assert (settings.shards, settings.shard_count) == ((0,), 1)
    assert settings.discord_api_url == "https://discord.com/api/v10"
    assert settings.health_port is None


def test_shards_are_listed() -> None:
    settings = read_settings(GOOD | {"SHARD_IDS": "2,0,2", "SHARD_COUNT": "4"})

    assert settings.shards == (2, 0)


def test_every_fault_is_named_at_once_without_a_value() -> None:
    wrong = {
        "AWS_REGION": " ",
        "DISCORD_APPLICATION_ID": "not-a-number",
        "SHARD_COUNT": "many",
        "LOG_LEVEL": "LOUD",
        "HEALTH_PORT": "99999",
        "GATEWAY_COMPRESSION": "gzip",
    }

    with pytest.raises(SettingsError) as caught:
        read_settings(wrong)

    text = str(caught.value)
    for name in [*wrong, "EVENTS_QUEUE_URL", "TABLE_SESSIONS"]:
        assert name in text
    for value in ("not-a-number", "many", "LOUD", "99999", "gzip"):
        assert value not in text


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DISCORD_TOKEN": ""}, "DISCORD_TOKEN_PARAMETER"),
        ({"DISCORD_TOKEN_PARAMETER": "/x"}, "set one of them"),
        ({"SHARD_IDS": "1"}, "SHARD_IDS"),
        ({"SHARD_IDS": "0,,1"}, "SHARD_IDS"),
        ({"GATEWAY_CANARY_SECONDS": "0"}, "GATEWAY_CANARY_SECONDS"),
    ],
)
def test_faults_of_several_settings_together_are_named(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(GOOD | change)


def test_the_token_is_not_shown() -> None:
    """T-18"""
    assert "secret-token" not in repr(read_settings(GOOD))
