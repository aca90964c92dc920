"""What each process may load when it starts: found out in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Collection
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from infrastructure.pins import names_of
from tests.conftest import ROOT

PROGRAM = """
import importlib.abc, json, sys
absent = set({absent!r})
class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"not in this package: {{name}}", name=name)
sys.meta_path.insert(0, Absent())
before = set(sys.modules)
import {module}
print(json.dumps(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}})))
"""
HEAVY = {
    "interactions": {"numpy", "onnxruntime", "tokenizers", "hikari", "discord", "redis", "boto3"},
    "dispatch": {"numpy", "onnxruntime", "tokenizers", "hikari", "pynamodb", "fastapi", "boto3"},
    "moderate": {"hikari", "discord", "aiohttp", "fastapi", "httpx", "boto3"},
    "sweep": {"numpy", "onnxruntime", "tokenizers", "redis", "hikari", "fastapi", "httpx", "boto3"},
    "gateway": {"numpy", "onnxruntime", "hikari", "discord", "boto3", "pynamodb", "fastapi"},
    "executor": {"numpy", "onnxruntime", "hikari", "discord", "fastapi"},
}
FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
PROCESSES = sorted(name for name in HEAVY if (ROOT / "app" / "bootstrap" / f"{name}.py").exists())


def loaded_by(process: str, absent: Collection[str] = ()) -> set[str]:
    program = PROGRAM.format(module=f"app.bootstrap.{process}", absent=sorted(absent))
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    loaded: list[str] = json.loads(ended.stdout)

    return set(loaded)


def modules_outside(names: Path) -> set[str]:
    """What is installed here, but not pinned there."""
    pinned = set(names_of(names.read_text("utf-8")))

    return {
        module
        for module, packages in packages_distributions().items()
        if module not in ("app", "functions")
        and not {package.lower().replace("_", "-") for package in packages} & pinned
    }


@pytest.mark.parametrize("process", PROCESSES)
def test_nothing_heavy_is_loaded_that_the_process_does_not_use(process: str) -> None:
    assert not loaded_by(process) & HEAVY[process]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_starts_with_only_the_packages_that_it_pins(function: str) -> None:
    """The quick half of the proof; tests/integration/functions has the slow one."""
    absent = modules_outside(ROOT / "functions" / function / "requirements.in")

    assert not loaded_by(function, absent) & absent


@pytest.mark.parametrize("process", [name for name in PROCESSES if name not in FUNCTIONS])
def test_the_edge_task_starts_with_only_the_packages_that_its_image_pins(process: str) -> None:
    absent = modules_outside(ROOT / "infrastructure" / "edge-requirements.in")

    assert not loaded_by(process, absent) & absent
