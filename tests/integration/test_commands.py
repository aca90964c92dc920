"""./run as a person starts it: in a folder with a space in its name, from somewhere else."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

STUB = """
import os, sys
print(*sys.argv[1:], sep="|")
sys.exit(int(os.environ.get("STATUS", 0)))
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands with an app that shows its arguments, and no packages to install."""
    folder = tmp_path_factory.mktemp("a checkout") / "my tribune"
    (folder / "infrastructure").mkdir(parents=True)
    (folder / "app").mkdir()
    (folder / "app" / "__main__.py").write_text(STUB)
    for name in ("run", "infrastructure/environment.sh"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-aws.txt"):
        (folder / name).write_text("# nothing\n")

    return folder


def start(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHON": sys.executable, **variables}

    return subprocess.run(
        [str(checkout / "run"), *arguments],
        cwd="/",
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.slow
def test_it_installs_once_then_starts_at_once_and_mends_what_was_interrupted(
    checkout: Path,
) -> None:
    first = start(checkout, "--demo", "a b")
    assert first.stdout == "run|--demo|a b\n", first.stderr
    assert "Installing requirements.txt into .venv" in first.stderr

    began = time.monotonic()
    second = start(checkout, "replay", "my chat.jsonl", STATUS="3")
    assert time.monotonic() - began < 1
    assert (second.stdout, second.stderr) == ("replay|my chat.jsonl\n", "")
    assert second.returncode == 3

    (checkout / ".venv" / ".installing").touch()
    (checkout / ".venv" / "bin" / "python").unlink()
    mended = start(checkout)
    assert mended.stdout == "run\n"
    assert "Making .venv" in mended.stderr

    (checkout / "requirements.txt").write_text("# other pins\n")
    assert "Installing requirements.txt" in start(checkout).stderr
    assert start(checkout).stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        ([], "run"),
        (["--port", "8200"], "run|--port|8200"),
        (["--help"], "--help"),
        (["-h"], "-h"),
        (["help"], "--help"),
        (["drill", "--help"], "drill|--help"),
        (["polcy"], "polcy"),
    ],
)
def test_options_alone_start_the_system_and_every_other_word_is_a_command(
    checkout: Path, typed: list[str], passed: str
) -> None:
    assert start(checkout, *typed).stdout == f"{passed}\n"


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_without_a_python_that_will_do_it_says_what_to_install(
    checkout: Path, tmp_path: Path, python: str
) -> None:
    fresh = tmp_path / "fresh"
    shutil.copytree(checkout, fresh, ignore=shutil.ignore_patterns(".venv*"))
    ended = start(fresh, PYTHON=python)

    assert ended.returncode == 1
    assert "Tribune needs Python 3.11" in ended.stderr
    assert "apt install python3" in ended.stderr
    assert not (fresh / ".venv").exists()
