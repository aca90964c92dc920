"""Every requirement of the rules is named by a test: `grep -r AC-003 tests` finds the proof."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

_BLOCKS = (
    *("ST-030..034", "ST-040..045", "ST-050..061"),
    *("AC-001..014", "AC-020..028", "AC-030..037", "AC-040..046", "AC-050..054", "AC-079"),
    *("IS-020..024", "IS-030..037", "IS-040..044", "IS-080..082", "IS-090..095", "IS-133..136"),
    *("LK-010..015", "LK-020..026", "LK-030..032", "LK-040..046"),
)
_LATER = {
    "LK-032": "no language model is asked for its opinion, so none answers in JSON",
}
"""What has nothing to be proved of, and why."""

_ID = re.compile(r"\b([A-Z]{2})-(\d{3})(?:(?:\.\.| to |-|\N{EN DASH})(?:\1-)?(\d{3}))?\b")


def ids_in(text: str) -> Iterator[str]:
    """`AC-003, IS-020..IS-022`: each of them."""
    for kind, first, last in _ID.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{kind}-{number:03d}"


REQUIRED = [one for block in _BLOCKS for one in ids_in(block) if one not in _LATER]


@cache
def named() -> frozenset[str]:
    """Every id in the docstring of a test; one in a module's docstring counts for its tests."""
    return frozenset(one for path in TESTS.rglob("test_*.py") for one in _named_in(path))


def _named_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    tests = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name.startswith("test_")
    ]
    for test in tests:
        yield from ids_in(ast.get_docstring(test) or "")
    if tests and path != Path(__file__):
        yield from ids_in(ast.get_docstring(tree) or "")


@pytest.mark.parametrize("requirement", REQUIRED)
def test_a_requirement_is_named_by_a_test(requirement: str) -> None:
    assert requirement in named()


def test_ranges_are_read_as_each_of_their_ids() -> None:
    text = "ST-051..053, IS-020..IS-022, and QQ-007 to QQ-008"

    assert list(ids_in(text)) == [
        *("ST-051", "ST-052", "ST-053", "IS-020", "IS-021", "IS-022", "QQ-007", "QQ-008")
    ]


def test_what_nobody_names_is_noticed() -> None:
    assert "ZZ-999" not in named()
    assert len(REQUIRED) == 120
