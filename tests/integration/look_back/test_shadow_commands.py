"""`python -m app shadow …` as a person types it, on tables of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.domain.guild import GuildFacts
from app.domain.policies.policy import Policy
from app.domain.policies.rules import Rules, WordRule
from app.local.look_back.error import LookBackError
from app.local.shadow_commands import shadow_cli
from tests.conftest import Aws
from tests.integration.policies.desk import MIA, Desk
from tests.moderation import created, envelope, fresh_guild, guild_payload, moderation
from tests.scripted_classifier import ScriptedClassifier

TRIED = Policy(rules=Rules(words=(WordRule(name="boats", words=("boat",), shadow=True),)))


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def shadow(aws: Aws, *arguments: str) -> Result:
    return CliRunner().invoke(shadow_cli, list(arguments), env=dict(aws.environment))


def test_a_draft_is_put_into_shadow_looked_at_and_ended(
    fresh_aws: Aws, redis_url: str, tmp_path: Path
) -> None:
    nobody = shadow(fresh_aws, "report")
    assert isinstance(nobody.exception, LookBackError)
    assert "No server was ever heard of yet" in str(nobody.exception)

    moderate = moderation(
        fresh_aws.environment,
        redis_url,
        ScriptedClassifier({"hm": 0.45}),
        policy=TRIED,
        clock=lambda: datetime.now(UTC),
    )
    guild = fresh_guild()
    moderate.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild)))])
    moderate.handle([envelope(guild, *created(guild, "my boat", user=1))])

    alone = shadow(fresh_aws, "report", "--since", "1h")
    assert alone.exit_code == 0
    assert "Rules in shadow" in alone.output
    assert "words:boats" in alone.output

    draft = tmp_path / "draft.yaml"
    draft.write_text("thresholds: {warn: 0.25}\n", encoding="utf-8")
    assert "In shadow on server" in shadow(fresh_aws, "start", str(draft)).output
    moderate.handle([envelope(guild, *created(guild, "hm", "hello", user=2))])
    report = shadow(fresh_aws, "report", "--json", str(tmp_path / "report.json"))
    assert report.exit_code == 0, report.output
    assert "0 → 1" in report.output
    assert "none → warn" in report.output
    assert (tmp_path / "report.json").exists()

    assert "Nothing is in shadow" in shadow(fresh_aws, "stop").output
    assert "Rules in shadow" in shadow(fresh_aws, "report", "--guild", str(guild)).output

    other = fresh_guild()
    moderate.handle([envelope(other, ("GUILD_CREATE", guild_payload(other)))])
    unclear = shadow(fresh_aws, "report")
    assert str(unclear.exception).startswith("Say which server with --guild; known are")


def test_a_draft_with_faults_is_refused_and_nothing_is_in_shadow(aws: Aws, tmp_path: Path) -> None:
    desk = Desk(aws)
    desk.guilds().learn(GuildFacts(id=desk.guild, name="Agora", owner=MIA))
    guild = str(desk.guild)
    draft = tmp_path / "draft.yaml"
    draft.write_text("thresholds: {warn: 0.9}\n", encoding="utf-8")
    refused = shadow(aws, "start", str(draft), "--guild", guild)

    assert "draft.yaml:1: thresholds: must rise" in str(refused.exception)
    nothing = shadow(aws, "report", "--guild", guild, "--since", "1h")
    assert "Nothing is in shadow: no draft" in nothing.output
    unknown = shadow(aws, "start", "tech-strict", "--guild", "5")
    assert "Server 5 was never heard of" in str(unknown.exception)
