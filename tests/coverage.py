"""How much of `app` do the tests reach, in all processes that they start?

    ./test --coverage               all but the slow ones
    ./test --coverage tests/unit    some of them

Our child processes get an environment made for them, which says nothing of coverage. So the tests
run in a virtual environment, in a temporary folder, whose Python measures whatever it runs; the
packages are those of the present one. (The tests' own processes are measured by pytest-cov, which
does not leave before all is written.) What a process had seen when it was killed is lost. Prints
every module that is not reached as a whole, and fails below LEAST.
"""

import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST = 95
WORKERS = ("-n", "2", "--dist", "loadfile")
QUIET = ("-q", "-p", "no:cacheprovider", "-m", "not slow")


def main(tests: Sequence[str]) -> int:
    """Run the tests, all without any; 0 when they pass and reach LEAST per cent."""
    with tempfile.TemporaryDirectory(prefix="coverage-") as folder:
        settings = Path(folder) / "coveragerc"
        settings.write_text(_settings(Path(folder)), "utf-8")
        python = _measuring(Path(folder) / "venv", settings)
        measured = ("--cov", f"--cov-config={settings}", "--cov-report=")
        command = [python, "-m", "pytest", *WORKERS, *QUIET, *measured, *tests]
        tested = subprocess.run(command, cwd=ROOT, check=False)
        coverage, known = [sys.executable, "-m", "coverage"], f"--rcfile={settings}"
        late = [*coverage, "combine", "--append", "--quiet", known]  # who outlived the tests
        subprocess.run(late, check=False)
        report = [*coverage, "report", known, f"--fail-under={LEAST}"]
        reported = subprocess.run(report, check=False)

    return tested.returncode or reported.returncode


def _settings(folder: Path) -> str:
    """Branches count, and processes that are asked to end tell what they have seen."""
    return f"""\
[run]
branch = true
data_file = {folder / "data"}
disable_warnings = no-data-collected, module-not-imported, module-not-measured
parallel = true
sigterm = true
source = {ROOT / "app"}

[report]
precision = 1
show_missing = true
skip_covered = true
"""


def _measuring(folder: Path, settings: Path) -> str:
    """A Python with the packages of this one that measures whatever it runs."""
    venv.create(folder, symlinks=True)
    packages = sysconfig.get_path("purelib", "venv", {"base": str(folder)})
    (Path(packages) / "measured.pth").write_text(
        f"import os; os.environ['COVERAGE_PROCESS_START'] = {str(settings)!r}\n"
        f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n",
        "utf-8",
    )

    return str(folder / "bin" / "python")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
