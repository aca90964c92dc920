"""The repository itself: commands that start, no traces of the machine it was written on."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

COMMANDS = ["run", "test", ".ci/run"]
SCRIPTS = [*COMMANDS, "infrastructure/environment.sh"]
BINARY = {".onnx", ".ort", ".png", ".gz", ".ico", ".woff2", ".npz", ".bin"}
HOMES = re.compile(r"(?<![\w.~-])/(?:root|work|home/[a-z]|Users/[A-Za-z])\b[\w/]")
REGISTRIES = re.compile("pypi" + r"\.org|python" + r"hosted\.org|npmjs" + r"\.org", re.IGNORECASE)
FORBIDDEN = {"utils", "helpers", "common", "manager", "misc"}


def tracked() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]

    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_can_be_started(command: str) -> None:
    assert os.access(ROOT / command, os.X_OK)
    assert (ROOT / command).read_text("utf-8").startswith("#!/bin/sh\n")


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_scripts_are_right_for_every_shell(script: str, shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    ended = subprocess.run([shell, "-n", str(ROOT / script)], capture_output=True, check=False)

    assert not ended.returncode, ended.stderr.decode()


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.suffix not in BINARY
        for match in [*HOMES.finditer(text_of(path)), *REGISTRIES.finditer(text_of(path))]
    ]

    assert found == []


def test_folders_and_files_are_named_for_what_they_are() -> None:
    assert not [path for path in tracked() if FORBIDDEN & {*path.parent.parts, path.stem}]


def test_nothing_that_was_built_is_kept() -> None:
    built = {".pyc", ".so", ".zip", ".whl"}

    assert not [path for path in tracked() if path.suffix in built]


def text_of(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


def test_hooks_work_without_a_network() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]

    assert [repository["repo"] for repository in hooks] == ["local"]
    assert all(hook["language"] == "system" for hook in hooks[0]["hooks"])
