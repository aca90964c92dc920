"""Build a function's package: `python -m infrastructure.package moderate FOLDER`.

The wheels of the function's own pins for Lambda's platform, the parts of app/ that it imports, the
model when it scores, and byte code when an interpreter of the runtime's minor version is at hand
(without it every cold start compiles all sources anew, three times slower).
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from infrastructure.closure import closure
from infrastructure.trim import trim

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.13"
PLATFORM = "manylinux_2_28_aarch64"
OLDER = ("manylinux_2_17", "manylinux2014", "manylinux_2_12", "manylinux_2_5", "manylinux1")
SCORES = frozenset({"moderate"})


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    _install(options.function, folder, options.platform, options.python)
    trim(folder)
    _copy_sources(options.function, folder)
    if options.function in SCORES:
        shutil.copytree(ROOT / "model" / "artifact", folder / "model" / "artifact")
    _compile(folder, options.python)

    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infrastructure.package", description=__doc__)
    parser.add_argument("function")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--platform", default=PLATFORM)
    parser.add_argument("--python", default=PYTHON)

    return parser.parse_args(arguments)


def _install(function: str, folder: Path, platform: str, python: str) -> None:
    machine = platform.removeprefix("manylinux_2_28_")
    platforms = [platform, *(f"{each}_{machine}" for each in OLDER)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-compile", "--only-binary=:all:", "--require-hashes"]
    command += ["--python-version", python, "--implementation", "cp", "--target", str(folder)]
    command += [part for each in platforms for part in ("--platform", each)]
    command += ["--requirement", str(ROOT / "functions" / function / "requirements.txt")]
    subprocess.run(command, check=True)


def _copy_sources(function: str, folder: Path) -> None:
    for source in closure(f"app.bootstrap.{function}", ROOT):
        target = folder / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    shutil.copyfile(ROOT / "functions" / function / "handler.py", folder / "handler.py")


def _compile(folder: Path, python: str) -> None:
    """Hash-based and unchecked, for Lambda changes the times of files."""
    interpreter = shutil.which(f"python{python}")
    if interpreter is None or not _is(interpreter, python):
        sys.stderr.write(f"No python{python} on PATH: packaged without byte code.\n")
        return
    command = [interpreter, "-m", "compileall", "-q", "-j", "2"]
    command += ["--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-p", "/var/task", str(folder)]
    subprocess.run(command, check=True)


def _is(interpreter: str, python: str) -> bool:
    """A version manager's shim has the name, but not always the version."""
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([interpreter, "-c", program], capture_output=True, check=False)

    return answer.stdout.decode().strip() == python


if __name__ == "__main__":
    sys.exit(main())
