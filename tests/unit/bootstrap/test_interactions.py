import pytest
from pydantic import SecretStr

from app.bootstrap.interactions import build
from app.config import ConfigError, InteractionsSettings, read
from tests.door import SECRET, public_key

ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    **{f"TABLE_{name}": name.lower() for name in ("GUILDS", "MEMBERS", "CASES", "ORDERS", "RAIDS")},
    "TABLE_APPEALS": "appeals",
    "TABLE_SEEN": "seen",
    "DISCORD_PUBLIC_KEY": public_key(),
    "COMPONENT_SECRET": SECRET,
}


def test_the_settings_are_read_whole() -> None:
    settings = read(InteractionsSettings, ENVIRONMENT)

    assert settings.public_keys == public_key()
    assert settings.component_secret == SecretStr(SECRET)
    assert settings.window_seconds == 300
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DISCORD_PUBLIC_KEY", "", "DISCORD_PUBLIC_KEY"),
        ("DISCORD_PUBLIC_KEY", "0" * 64, "placeholder"),
        ("DISCORD_PUBLIC_KEY", "ab" * 31, "DISCORD_PUBLIC_KEY"),
        ("DISCORD_PUBLIC_KEY", ",".join(["ab" * 32] * 3), "DISCORD_PUBLIC_KEY"),
        ("COMPONENT_SECRET", "", "COMPONENT_SECRET"),
        ("COMPONENT_SECRET_PARAMETER", "/tribune/secret", "COMPONENT_SECRET"),
        ("TABLE_SEEN", "", "TABLE_SEEN"),
        ("SIGNATURE_WINDOW_SECONDS", "0", "SIGNATURE_WINDOW_SECONDS"),
    ],
)
def test_without_what_it_needs_the_door_stays_closed(name: str, value: str, fault: str) -> None:
    """T-1: no key, no start; ST-002, ST-006: the fault is named."""
    with pytest.raises(ConfigError) as caught:
        build(ENVIRONMENT | {name: value})

    assert fault in str(caught.value)
    assert SECRET not in str(caught.value)


def test_two_keys_may_stand_side_by_side() -> None:
    """T-1: rotation."""
    both = f"{public_key()},{'ab' * 32}"

    assert (
        read(InteractionsSettings, ENVIRONMENT | {"DISCORD_PUBLIC_KEY": both}).public_keys == both
    )


def test_a_secret_that_is_too_short_is_refused() -> None:
    with pytest.raises(ConfigError, match="COMPONENT_SECRET"):
        build(ENVIRONMENT | {"COMPONENT_SECRET": "short"})
