"""Function folders: a door of three statements, and pins that are a part of the project's own."""

import ast
import re
from pathlib import Path

import pytest

from infrastructure.closure import closure
from infrastructure.pins import lists, names_of, pins_of, subset
from tests.conftest import ROOT

FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/handler.py"))
PINS = pins_of((ROOT / "requirements.txt").read_text("utf-8"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_says_what_it_is_imports_its_bootstrap_and_builds(function: str) -> None:
    source = (ROOT / "functions" / function / "handler.py").read_text("utf-8")
    docstring, imported, built = ast.parse(source).body

    assert isinstance(docstring, ast.Expr)
    assert isinstance(imported, ast.ImportFrom)
    assert imported.module == f"app.bootstrap.{function}"
    assert ast.unparse(built) == "handler = build()"


@pytest.mark.parametrize("names", lists(), ids=str)
def test_the_pins_of_a_part_are_those_of_the_project(names: Path) -> None:
    """T-20: with hashes, and written by `make pins`."""
    written = names.with_suffix(".txt").read_text("utf-8")

    assert written == subset(names.read_text("utf-8"), PINS)
    assert all(PINS[name] == block for name, block in pins_of(written).items())
    assert all("--hash=sha256:" in block for block in pins_of(written).values())


@pytest.mark.parametrize("names", lists(), ids=str)
def test_the_pins_of_a_part_do_not_depend_on_who_builds_it(names: Path) -> None:
    """pip judges markers by the machine that builds, not by the one that runs."""
    assert not [
        name
        for name in names_of(names.read_text("utf-8"))
        if re.search(r"; (python|sys|platform_m)", PINS[name])
    ]


@pytest.mark.parametrize(
    "pins",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-aws.txt",
        "requirements-mutation.txt",
    ],
)
def test_every_pin_is_exact_and_carries_its_hashes(pins: str) -> None:
    """T-20, G-21"""
    blocks = pins_of((ROOT / pins).read_text("utf-8"))

    assert len(blocks) > 20
    assert all("--hash=sha256:" in block for block in blocks.values())


def test_what_is_tested_is_what_runs() -> None:
    dev = pins_of((ROOT / "requirements-dev.txt").read_text("utf-8"))

    assert {name: dev[name].split(" ")[0] for name in PINS} == {
        name: block.split(" ")[0] for name, block in PINS.items()
    }


def test_a_package_takes_only_what_its_bootstrap_imports() -> None:
    taken = {path.relative_to(ROOT).as_posix() for path in closure("app.bootstrap.dispatch", ROOT)}

    assert {"app/__init__.py", "app/bootstrap/dispatch.py", "app/config.py"} <= taken
    assert not [path for path in taken if path.startswith(("app/local", "app/gateway"))]


@pytest.mark.parametrize("process", ["gateway", "executor"])
def test_the_edge_task_needs_nothing_that_its_image_leaves_out(process: str) -> None:
    """infrastructure/Dockerfile"""
    taken = [
        path.relative_to(ROOT).as_posix() for path in closure(f"app.bootstrap.{process}", ROOT)
    ]

    assert not [path for path in taken if path.startswith(("app/local/", "app/interactions/"))]
