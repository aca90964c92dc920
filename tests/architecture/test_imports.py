import subprocess
import sys

from tests.conftest import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_nobody_imports_what_stands_above_or_beside() -> None:
    """The contracts of pyproject.toml, [tool.importlinter]."""
    command = [sys.executable, "-c", LINT, "--no-cache"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr
