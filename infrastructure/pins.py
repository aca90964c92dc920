"""Write the pins of each function and of the edge task: those that its own list names.

There is one set of pins, so no process can drift from what was tested. The lists are flat, with all
that the named packages need, since several bring more than a process uses.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class PinError(Exception):
    """A function names a package that requirements.txt does not pin."""


def lists() -> list[Path]:
    """Those who have a part of the pins: `requirements.in` names the packages, `.txt` pins them."""
    edge = ROOT / "infrastructure" / "edge-requirements.in"

    return [*sorted(ROOT.glob("functions/*/requirements.in")), edge]


def pins_of(requirements: str) -> Mapping[str, str]:
    """Each package's block: its version and its hashes."""
    blocks = re.split(r"\n(?=\S)", requirements.strip())

    return {block.split("==", 1)[0]: block for block in blocks if "==" in block}


def names_of(wanted: str) -> Iterator[str]:
    for line in wanted.splitlines():
        name = line.split("#", 1)[0].strip()
        if name:
            yield name


def subset(wanted: str, pins: Mapping[str, str]) -> str:
    names = sorted(names_of(wanted))
    missing = [name for name in names if name not in pins]
    if missing:
        raise PinError(f"not pinned in requirements.txt: {', '.join(missing)}")

    return "".join(f"{pins[name]}\n" for name in names)


def main() -> int:
    pins = pins_of((ROOT / "requirements.txt").read_text("utf-8"))
    for wanted in lists():
        wanted.with_suffix(".txt").write_text(subset(wanted.read_text("utf-8"), pins), "utf-8")

    return 0


if __name__ == "__main__":
    sys.exit(main())
