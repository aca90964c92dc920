import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_nobody_imports_what_stands_above_or_beside() -> None:
    """The contracts of pyproject.toml, [tool.importlinter]."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr
