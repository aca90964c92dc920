"""Mutation testing of the rules: are the tests good enough to notice a rule that was changed?

    ./test --mutation                 all groups below
    ./test --mutation decision        one of them

Every statement is changed a little, one at a time (mutmut), and the tests named for its group must
fail. Works on a copy of the tree in a temporary folder; prints the score of each module and every
change that nobody noticed, and fails below LEAST.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST = 0.85
NOTICED = frozenset({"killed", "timeout"})
COPIED = ("app", "tests", "infrastructure")
CHILDREN = "2"


@dataclass(frozen=True, slots=True)
class Group:
    """What is changed, and which tests must notice."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = {
    "decision": Group(
        ("decide", "limits", "ladders"),
        (
            *(
                "test_limits.py",
                "test_call.py",
                "test_ladders.py",
                "test_decision.py",
                "test_decision_laws.py",
            ),
            *("policies/test_scopes.py", "test_aside.py", "test_stolen.py", "test_confidence.py"),
            "raids/test_share.py",
        ),
    ),
    "verdict": Group(("verdict",), ("test_verdict.py", "test_decision.py")),
    "standing": Group(
        ("record/standing", "record/mute"),
        (
            "record/test_standing.py",
            "record/test_standing_entries.py",
            "deadlines/test_elapse.py",
            "appeals/test_orders.py",
            "record/test_human_act.py",
        ),
    ),
    "raids": Group(("raids/*",), ("raids",)),
}


def main(names: Sequence[str]) -> int:
    """Run the named groups, all without any; 1 when one is below LEAST."""
    below = [name for name in names or GROUPS if _score(name, GROUPS[name]) < LEAST]
    if below:
        print(f"below {LEAST:.0%}: {', '.join(below)}")

    return 1 if below else 0


def _score(name: str, group: Group) -> float:
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        tree = Path(folder)
        _copy(tree)
        (tree / "setup.cfg").write_text(_settings(group), "utf-8")
        command = [shutil.which("mutmut") or "mutmut", "run", "--max-children", CHILDREN]
        log = tree / "mutmut.log"
        with log.open("wb") as output:
            done = subprocess.run(
                command, cwd=tree, stdout=output, stderr=subprocess.STDOUT, check=False
            )
        verdicts = list(_verdicts(tree))
        if done.returncode or not verdicts:
            print(log.read_text("utf-8", "replace")[-4000:])
            raise SystemExit(f"{name}: mutmut did not finish")

        return _reported(name, verdicts, tree)


def _copy(tree: Path) -> None:
    for part in COPIED:
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)


def _settings(group: Group) -> str:
    """Mutmut's own format; ten examples a property, always the same ones."""
    parts = {
        "source_paths": ["app"],
        "only_mutate": [f"app/domain/{module}.py" for module in group.modules],
        "also_copy": ["infrastructure"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-q", "--hypothesis-profile=mutation"],
        "pytest_add_cli_args_test_selection": [f"tests/unit/domain/{test}" for test in group.tests],
    }
    lines = [
        f"{key} =\n" + "".join(f"    {one}\n" for one in value) for key, value in parts.items()
    ]

    return "[mutmut]\n" + "".join(lines)


def _verdicts(tree: Path) -> Iterator[tuple[str, str]]:
    """Every change by name, and what became of it."""
    for meta in sorted((tree / "mutants").rglob("*.meta")):
        for change, code in json.loads(meta.read_text("utf-8"))["exit_code_by_key"].items():
            yield change, {0: "survived", 1: "killed", 3: "killed"}.get(code, _of(code))


def _of(code: int | None) -> str:
    """What mutmut means by other exit codes: 36 and signals for timeouts, 33 for no tests."""
    if code is None:
        return "not run"

    return {33: "no tests", 34: "skipped", 36: "timeout"}.get(code, "timeout")


def _reported(name: str, verdicts: Sequence[tuple[str, str]], tree: Path) -> float:
    by_module: dict[str, Counter[str]] = {}
    for change, verdict in verdicts:
        by_module.setdefault(change.rpartition(".")[0], Counter())[verdict] += 1
    for module, found in by_module.items():
        noticed = sum(found[one] for one in NOTICED)
        print(f"{name}: {module} {noticed}/{found.total()} = {noticed / found.total():.1%}")
    for change, verdict in verdicts:
        if verdict not in NOTICED:
            print(f"  {verdict}: {change}\n{_shown(change, tree)}")
    noticed = sum(verdict in NOTICED for _, verdict in verdicts)
    print(
        f"{name}: {noticed} of {len(verdicts)} noticed = {noticed / len(verdicts):.1%}", flush=True
    )

    return noticed / len(verdicts)


def _shown(change: str, tree: Path) -> str:
    command = [shutil.which("mutmut") or "mutmut", "show", change]
    shown = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False).stdout
    lines = [
        line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]

    return "\n".join(f"    {line}" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
