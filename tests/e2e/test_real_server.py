"""`DISCORD_TOKEN=… ./run`: the server is somebody else's, and so is the Discord."""

import os
from pathlib import Path
from typing import Any

import pytest

from app.local.system import Options, StartError, system
from tests.fake_discord import AGORA, RunningFake, fake_in_thread
from tests.patience import eventually

POLICY = "rules: {words: [{name: scams, words: [free nitro], action: timeout}]}"


def test_a_server_behind_a_token_is_moderated_and_its_state_is_kept(tmp_path: Path) -> None:
    """RM-030, ST-079: only a token is needed; what is known survives a restart."""
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    with fake_in_thread() as fake:
        fake.control.act("guilds", **AGORA)
        environment = {
            **os.environ,
            "DISCORD_API_URL": fake.api_url,
            "DISCORD_PUBLIC_KEY": fake.public_key,
        }
        options = Options(
            data=tmp_path / "data", token=fake.token, policy=policy, environment=environment
        )
        for run, author in enumerate(("mia", "tom"), start=1):
            with system(options, tell=lambda _: None):
                fake.control.say(author, "general", "free nitro for you")
                eventually(lambda run=run: len(_timeouts(fake)) == run)  # type: ignore[misc]

        effects = _timeouts(fake)
        assert ["#1" in effects[0]["reason"], "#2" in effects[1]["reason"]] == [True, True]
        assert fake.control.violations() == []


def _timeouts(fake: RunningFake) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = fake.control.effects("update_guild_member")
    return found


def test_a_token_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    """ST-082."""
    options = Options(data=tmp_path, token="nonsense", environment=dict(os.environ))
    with pytest.raises(StartError, match="no bot token"), system(options, tell=lambda _: None):
        pass
