"""The shell's commands: what their help says, and how they refuse."""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from app import __main__ as shell

ROOT = typer.main.get_command(shell.cli)


def commands(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every command with the text below its help."""
    inner = getattr(group, "commands", None)
    if inner is None:
        yield path, getattr(group, "epilog", None) or ""
        return
    for name, one in inner.items():
        yield from commands(one, (*path, name))


EVERY = dict(commands(ROOT))


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_says_what_it_does_and_how_people_use_it(path: tuple[str, ...]) -> None:
    said = CliRunner().invoke(shell.cli, [*path, "--help"], prog_name="./run").output
    assert f"Usage: ./run {' '.join(path)}" in said
    assert "Examples" in said
    assert not re.search(r"--\w+ +<\w+> *│?\n", said), "an option without a word"


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_example_is_a_command_that_can_be_typed(path: tuple[str, ...]) -> None:
    lines = EVERY[path].split("\n\n")[1:]
    assert lines
    for line in lines:
        words = shlex.split(line.partition(" < ")[0].partition(" > ")[0])
        typed = words[words.index("./run") + 1 :]
        implied = path if typed[: len(path)] != list(path) else ()
        assert implied in ((), ("run",)), line
        command = ROOT
        for name in path:
            command = command.commands[name]  # type: ignore[attr-defined] # a group, on the way
        command.make_context(" ".join(path), typed[len(path) - len(implied) :])


def test_a_misspelt_command_is_answered_with_the_one_that_was_meant() -> None:
    said = CliRunner().invoke(shell.cli, ["polcy"])
    assert said.exit_code == 2
    assert "Did you mean 'policy'?" in said.output


@pytest.mark.parametrize("place", ["missing/report.json", "."])
@pytest.mark.parametrize(
    "command",
    [
        ["replay", "chat.jsonl"],
        ["drill"],
        ["simulate", "--policy", "tech-strict"],
        ["explain", "12"],
        ["shadow", "report"],
        ["policy", "export"],
    ],
    ids=" ".join,
)
def test_a_report_that_cannot_be_written_is_said_before_any_work(
    command: list[str], place: str, tmp_path: Path
) -> None:
    option = "--output" if command[-1] == "export" else "--json"
    said = CliRunner().invoke(shell.cli, [*command, option, str(tmp_path / place)])
    assert said.exit_code == 2, said.output
    assert "Invalid value" in said.output
    assert "folder" in said.output


def test_a_file_that_fails_later_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "report.json"))

    monkeypatch.setattr(shell, "cli", lambda **_: full())
    monkeypatch.setattr(sys, "argv", ["app", "policy", "presets"])
    with pytest.raises(SystemExit) as end:
        shell.main()
    assert end.value.code == 1
    assert capsys.readouterr().err == f"{tmp_path}/report.json: No space left on device\n"
