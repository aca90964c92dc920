"""`python -m app policy …` as a person types it, on the embedded AWS."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.__main__ import main
from app.adapters.dynamodb.erasures import DynamoErasures
from app.adapters.yaml.policy_file import parse_policy
from app.bootstrap.policies import build
from app.domain.guild import GuildFacts
from app.domain.ids import GuildId
from app.domain.policies.presets import PRESETS
from app.domain.record.erasure import Scope
from app.local import policy_commands
from app.services.change_policy import Wish
from tests.conftest import ROOT, Aws
from tests.factories import NOW
from tests.integration.policies.desk import MIA, Desk
from tests.moderation import fresh_guild

STRICT, MILD = "thresholds: {warn: 0.2}\n", "thresholds: {warn: 0.5}\n"


@dataclass
class Shell:
    """Runs commands on one guild's policy, in this process, for speed."""

    aws: Aws
    folder: Path
    desk: Desk
    patch: pytest.MonkeyPatch
    output: pytest.CaptureFixture[str]

    def __call__(self, *words: str, status: int = 0) -> str:
        """What the command prints; its status must be as said."""
        for name, value in self.aws.environment.items():
            self.patch.setenv(name, value)
        self.patch.setattr(sys, "argv", ["app", "policy", *words])
        with pytest.raises(SystemExit) as end:
            main()
        done = self.output.readouterr()
        assert (end.value.code or 0) == status, done.out + done.err
        return done.out + done.err

    def on_guild(self, command: str, *words: str, status: int = 0) -> str:
        return self(command, *words, "--guild", str(self.desk.guild), status=status)

    def file(self, text: str, name: str = "policy.yaml") -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def shell(
    aws: Aws,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    monkeypatch.setattr(policy_commands.console, "width", 200)
    desk = Desk(aws)
    for guild in (desk.guild, fresh_guild()):  # several, as for any bot
        desk.guilds().learn(GuildFacts(id=guild, name="Agora", owner=MIA))
    return Shell(aws, tmp_path, desk, monkeypatch, capsys)


def test_a_file_with_faults_is_refused_with_every_fault_and_its_line(shell: Shell) -> None:
    """LK-015, ST-002, ST-082."""
    text = "mode: loud\nthresholds:\n  warn: high\n"
    said = shell("validate", shell.file(text), status=1)
    assert "policy.yaml:1: mode: " in said
    assert "policy.yaml:3: thresholds.warn: " in said


def test_a_sound_file_is_called_sound(shell: Shell) -> None:
    assert "sound, 1 difference from" in shell("validate", shell.file(STRICT))


def test_presets_can_be_listed_and_shown_and_what_is_shown_can_be_used(shell: Shell) -> None:
    """LK-063."""
    assert shell("presets").split() == list(PRESETS)
    assert parse_policy(shell("show", "tech-strict")) == PRESETS["tech-strict"]
    assert "no preset" in shell("show", "knitting", status=1)


def test_two_policies_are_compared_in_words_in_either_language(shell: Shell) -> None:
    """Product 17: diff; status 2 tells a script that there are differences."""
    old, new = shell.file(STRICT, "old.yaml"), shell.file(MILD, "new.yaml")
    assert "(thresholds.warn): 0.2 → 0.5" in shell("diff", old, new, status=2)
    assert "1 отличие" in shell("diff", old, new, "--locale", "ru", status=2)
    assert "No difference" in shell("diff", old, old)


def test_a_policy_is_brought_in_looked_at_and_taken_back(shell: Shell) -> None:
    """Product 17: import, history, diff, rollback, export; each says what it did."""
    strict, mild = shell.file(STRICT), shell.file(MILD, "mild.yaml")
    assert "Version 2 is in force" in shell.on_guild("import", strict, "--comment", "a raid")
    said = shell.on_guild("import", mild, "--author", "7", "-m", "it is over")
    assert "0.2 → 0.5" in said
    assert "Version 3 is in force" in said
    assert "nothing changed" in shell.on_guild("import", mild)

    history = shell.on_guild("history").splitlines()
    assert "in force" in history[1]
    assert history[1].split()[2] == "3"
    assert "it is over" in history[1]
    assert "operator" in history[2]
    assert "0.5 → 0.2" in shell.on_guild("diff", "2", status=2)

    assert "Version 4 is in force" in shell.on_guild("rollback", "--to", "2")
    assert "back to version 2" in shell.on_guild("history")
    exported = shell.folder / "exported.yaml"
    shell.on_guild("export", "-o", str(exported))
    assert parse_policy(exported.read_text("utf-8")) == parse_policy(STRICT)
    assert "Version 4" in exported.read_text("utf-8")
    assert "# оценка" in shell.on_guild("export", "--locale", "ru")


def test_a_preset_leaves_the_servers_own_places_alone(shell: Shell) -> None:
    """LK-063."""
    shell.on_guild("import", shell.file("channels: {log: 900}\nlocale: ru\n"))
    shell.on_guild("import", "education-strict")
    kept = parse_policy(shell.on_guild("export"))
    assert (kept.channels.log, kept.locale) == (900, "ru")
    assert kept.thresholds == PRESETS["education-strict"].thresholds


def test_a_policy_can_wait_for_its_time(shell: Shell) -> None:
    """Product 17: scheduled activation."""
    said = shell.on_guild("import", shell.file(STRICT), "--from", "2099-01-01T00:00:00")
    assert "Version 2 is in force from 2099-01-01 00:00 UTC" in said
    assert "waits" in shell.on_guild("history")
    assert "No difference" in shell.on_guild("diff", "default")
    assert "which was waiting, is dropped" in shell.on_guild("import", shell.file(MILD))


@pytest.mark.parametrize(
    ("command", "words", "why"),
    [
        ("rollback", ["--to", "9"], "no version 9"),
        ("diff", ["9"], "none of that number"),
        ("import", ["nowhere.yaml"], "no such file"),
        ("import", ["general", "--seen", "5"], "Version 1 is in force by now"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    shell: Shell, command: str, words: list[str], why: str
) -> None:
    assert why in shell.on_guild(command, *words, status=1)


def test_a_run_on_this_machine_is_reached_with_its_own_keys(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from a shell that has no keys: they stand with the address of the tables."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    desk = build({**aws.environment, **keys})
    guild = fresh_guild()
    made = desk.change(guild, PRESETS["tech-lenient"], Wish())
    assert desk.policies.book_of(guild).current == made


def test_a_version_needs_a_server_where_there_are_several(shell: Shell) -> None:
    assert "Say which server with --guild; known are: " in shell("show", "3", status=1)


@pytest.mark.parametrize(
    "command",
    [
        ["history"],
        ["diff", "current"],
        ["export"],
        ["import", "tech-strict"],
        ["rollback", "--to", "1"],
        ["reset", "--yes"],
        ["erase", "--yes"],
    ],
    ids=lambda words: words[0],
)
def test_a_server_nobody_ever_heard_of_is_refused_and_nothing_is_written(
    shell: Shell, command: list[str]
) -> None:
    """A misspelt id would otherwise get a policy that nobody lives under."""
    said = shell(*command, "--guild", "5", status=1)
    assert "Server 5 was never heard of; known are: " in said
    assert not shell.desk.policies.history_of(GuildId(5), limit=1)


def test_tables_that_are_nowhere_are_said_to_be(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "policy", "history", "--guild", "1", "--data", str(tmp_path)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "TABLE_" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reset_puts_the_settings_back_and_can_be_gone_back_from(shell: Shell) -> None:
    """LK-051, ruling C10: cases and the history of policies stay."""
    shell.on_guild("import", shell.file(STRICT))
    said = shell.on_guild("reset", "--yes", "--comment", "begin anew")
    assert "Version 3 is in force, as by default" in said
    assert "Cases stay" in said
    assert "No difference" in shell.on_guild("diff", "default")
    shell.on_guild("rollback", "--to", "2")
    assert "0.2" in shell.on_guild("export")


def test_an_operator_has_records_erased_and_sees_how_far_it_came(shell: Shell) -> None:
    """C10: asked for once, carried out by sweep."""
    assert "Nothing was ever erased" in shell.on_guild("erase", "--status")
    assert "by operator. Erased: 0 cases" in shell.on_guild("erase", "--yes")
    assert "Sweep goes on" in shell.on_guild("erase")
    assert "Sweep goes on" in shell.on_guild("erase", "--status")
    erasures = DynamoErasures(shell.desk.items)
    asked = erasures.of(shell.desk.guild, Scope.RECORDS)
    assert asked is not None
    while asked.stage is not None:
        asked = asked.counted(2, "").past_stage(NOW)
    erasures.begin(asked, NOW)
    said = shell.on_guild("erase", "--status")
    assert "Erased: 2 cases, 2 flags, 2 appeals, 2 reputations" in said
    assert "Finished 2" in said
