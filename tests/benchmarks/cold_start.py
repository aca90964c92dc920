"""Size and cold start of each function's package, with and without byte code.

python -m tests.benchmarks.cold_start [--python /path/to/python3.13] [--runs 7]

Packages are built for this machine's processor, and started under Lambda's own runtime client with
nothing else to import; measured is the time from the start of the process to its first request for
an event, when a cold function could take one. The embedded AWS and a Valkey are there.
"""

import argparse
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.local.aws import embedded_aws
from app.local.redis import local_redis
from app.local.stack import client
from infrastructure import package
from tests.conftest import ROOT
from tests.integration.functions.runtime_api import RUNTIME_CLIENT, running

FUNCTIONS = ("moderate", "dispatch", "interactions", "sweep")
MEGABYTE = 1_000_000


def main() -> None:
    options = _options()
    print(f"| {'function':12} | unzipped MB | zip MB | cold start ms | without byte code ms |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, _surroundings(Path(folder)) as environment:
        for function in FUNCTIONS:
            built = Path(folder) / function
            _build(function, built, options.python)
            runtime = _runtime_client(Path(folder) / "client", options.python)
            cold = _measured(built, environment, options, runtime)
            unzipped, zipped = _sizes(built)
            for cache in sorted(built.rglob("__pycache__")):
                shutil.rmtree(cache)
            plain = _measured(built, environment, options, runtime)
            print(f"| {function:12} | {unzipped:.0f} | {zipped:.0f} | {cold:.0f} | {plain:.0f} |")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--runs", type=int, default=7)

    return parser.parse_args()


@contextmanager
def _surroundings(folder: Path) -> Iterator[Mapping[str, str]]:
    with (
        embedded_aws(folder / "aws", keep=False) as aws,
        local_redis(folder / "redis", {}) as redis_url,
    ):
        name = "/tribune/component-secret"
        client("ssm", aws.endpoint).put_parameter(Name=name, Value="0" * 64, Type="SecureString")
        yield {
            **aws.environment,
            "REDIS_URL": redis_url,
            "MODEL_DIR": "model/artifact",
            "DISCORD_APPLICATION_ID": "1",
            "DISCORD_PUBLIC_KEY": "a" * 64,
            "COMPONENT_SECRET_PARAMETER": name,
        }


def _version(python: str) -> str:
    program = "import sys; print('%d.%d' % sys.version_info[:2])"

    return subprocess.check_output([python, "-c", program], text=True).strip()


def _build(function: str, folder: Path, python: str) -> None:
    wheels = f"manylinux_2_28_{platform.machine()}"
    package.main([function, str(folder), "--platform", wheels, "--python", _version(python)])


def _runtime_client(folder: Path, python: str) -> Path:
    if folder.exists():
        return folder
    pins = (ROOT / "requirements.txt").read_text("utf-8").split("\n")
    names = [name.removesuffix(".py").replace("_", "-") for name in RUNTIME_CLIENT]
    wanted = [line.split(" ")[0] for line in pins if line.split("==")[0] in names]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    command += [str(folder), "--only-binary=:all:", "--python-version", _version(python)]
    command += ["--platform", f"manylinux_2_28_{platform.machine()}"]
    command += ["--platform", f"manylinux2014_{platform.machine()}", *wanted]
    subprocess.run(command, check=True)
    subprocess.run([python, "-m", "compileall", "-q", str(folder)], check=True)

    return folder


def _measured(
    built: Path, environment: Mapping[str, str], options: argparse.Namespace, runtime: Path
) -> float:
    def once() -> float:
        began = time.perf_counter()
        with running(built, environment, interpreter=options.python, client=runtime) as (
            api,
            process,
        ):
            words = api.first_words(process, within=30)
            if words != ("ready", None):
                raise RuntimeError(str(words))
            return (api.ready_at - began) * 1000

    once()  # the files are in memory, as on a host that has run it before

    return statistics.median(once() for _ in range(options.runs))


def _sizes(built: Path) -> tuple[float, float]:
    unzipped = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    archive = Path(shutil.make_archive(str(built), "zip", built))
    zipped = archive.stat().st_size
    archive.unlink()

    return unzipped / MEGABYTE, zipped / MEGABYTE


if __name__ == "__main__":
    main()
