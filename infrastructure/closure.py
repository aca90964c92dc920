"""Which of our own modules a module needs, found in the source without running it."""

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "app"


def closure(module: str, root: Path) -> frozenset[Path]:
    """The files of `module` and of all of ours that it imports, with the packages they stand in."""
    found: set[Path] = set()
    waiting = [module]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        path = _file(name, root)
        if path is None:
            continue
        found.add(path)
        waiting.extend(_imports(path))
        waiting.extend(_parents(name))

    return frozenset(found)


def _file(name: str, root: Path) -> Path | None:
    base = root.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.exists():
            return path

    return None  # `from module import name`: a name, not a module


def _parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    for length in range(1, len(parts)):
        yield ".".join(parts[:length])


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and _ours(node.module):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _ours(name: str) -> bool:
    return name.partition(".")[0] == PACKAGE
