"""`python -m app run` where it cannot run: one clear line, status 1, nothing left behind."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.conftest import ROOT
from tests.patience import PATIENCE, eventually

MODEL = ROOT / "model" / "artifact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    status: int
    errors: list[str]
    output: str


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, *arguments: str, **environment: str) -> Ended:
    """Start it and wait for its end."""
    process = started(data, *arguments, **environment)
    try:
        output, errors = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    return Ended(status=process.returncode, errors=errors.splitlines(), output=output)


def started(data: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """In a session of its own, as a terminal would have it."""
    kept = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "TMPDIR")
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "app", "run", "--data", str(data), *arguments],
        cwd=ROOT,
        env={**inherited, "COLUMNS": "400", "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def left_behind(data: Path) -> list[str]:
    """Every process that has to do with this data folder."""
    return [
        " ".join(process.cmdline())
        for process in psutil.process_iter()
        if process.pid != os.getpid() and _mentions(process, str(data))
    ]


def _mentions(process: psutil.Process, text: str) -> bool:
    with contextlib.suppress(psutil.Error):
        places = [*process.cmdline(), *process.environ().values(), process.cwd()]
        return any(text in place for place in places)
    return False


def assert_refused(ended: Ended, data: Path, *words: str) -> None:
    assert ended.status == 1, ended
    assert len(ended.errors) == 1, ended
    assert all(word in ended.errors[0] for word in words), ended
    eventually(lambda: not left_behind(data), "something was left behind")


def test_a_taken_port_is_named(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert_refused(run(data, "--port", port), data, port, "in use")


def test_a_missing_model_is_named(data: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "no-model"

    assert_refused(run(data, MODEL_DIR=str(nowhere)), data, str(nowhere), "missing")


def test_an_altered_model_is_refused(data: Path, tmp_path: Path) -> None:
    """T-20: its bytes must be those that were shipped."""
    altered = tmp_path / "altered"
    altered.mkdir()
    for file in MODEL.iterdir():
        shutil.copy(file, altered / file.name)
    with (altered / "tokenizer.json").open("ab") as tokenizer:
        tokenizer.write(b" ")

    assert_refused(run(data, MODEL_DIR=str(altered)), data, "tokenizer.json", "altered")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("thresholds: {warn: 0.9, timeout: 0.1}", ("policy.yaml:1", "thresholds", "rise")),
        ("mode: [", ("policy.yaml:1", "not YAML")),
        ("\nunknown: 1", ("policy.yaml:2", "unknown")),
    ],
)
def test_a_faulty_policy_is_named_with_its_line(
    data: Path, tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(text, encoding="utf-8")

    assert_refused(run(data, "--policy", str(policy)), data, *words)


def test_a_policy_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    assert_refused(run(data, "--policy", str(tmp_path / "no.yaml")), data, "no.yaml", "read")


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "nonsense", "redis://127.0.0.1:notaport"])
def test_a_redis_that_cannot_be_used_is_said(data: Path, url: str) -> None:
    assert_refused(run(data, REDIS_URL=url), data, "REDIS_URL")


def test_a_file_in_the_way_of_the_data_folder_is_said(data: Path) -> None:
    data.write_text("in the way")

    assert_refused(run(data / "deeper"), data / "deeper", str(data), "cannot be written")


def test_a_file_in_the_way_within_the_data_folder_is_said(data: Path) -> None:
    data.mkdir()
    (data / "policy.json").mkdir()

    assert_refused(run(data), data, str(data))


def test_a_data_folder_that_is_read_only_is_said(data: Path) -> None:
    with mounted(data, "ro"):
        assert_refused(run(data), data, str(data), "cannot be written")


def test_a_data_folder_that_is_full_is_said(data: Path) -> None:
    with mounted(data, "size=40k"):
        (data / "filler").write_bytes(b"x" * 40 * 1024)

        assert_refused(run(data), data, str(data))


def test_ctrl_c_ends_a_healthy_run_and_leaves_nothing(data: Path) -> None:
    """And until then its data folder is its own."""
    with healthy(data) as process:
        second = run(data)
        assert second.status == 1
        assert len(second.errors) == 1
        assert "used by another" in second.errors[0]
        assert left_behind(data)
        assert_ends(process, data, signal.SIGINT)


@pytest.mark.slow
def test_a_terminated_run_leaves_nothing(data: Path) -> None:
    with healthy(data) as process:
        assert_ends(process, data, signal.SIGTERM)


def assert_ends(process: subprocess.Popen[str], data: Path, number: signal.Signals) -> None:
    os.killpg(process.pid, number)  # a terminal tells the whole group
    output, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert errors == ""
    assert "Stopped." in output
    eventually(lambda: not left_behind(data), "something was left behind")


@pytest.mark.parametrize(
    "after",
    [pytest.param(0.0, marks=pytest.mark.slow), 2.0, pytest.param(5.0, marks=pytest.mark.slow)],
)
def test_ctrl_c_while_it_starts_leaves_nothing(data: Path, after: float) -> None:
    process = started(data)
    heard_until(process, "Starting")
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)

    assert process.returncode in (0, 130)
    assert errors == ""
    eventually(lambda: not left_behind(data), "something was left behind")


@contextlib.contextmanager
def healthy(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that has begun to serve."""
    process = started(data)
    try:
        heard_until(process, "is open at")
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def heard_until(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout
    heard = ""
    while words not in heard:
        heard = process.stdout.readline()
        assert heard, "it ended instead"


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk of its own, where this machine lets us."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("mounting takes rights that this machine does not give")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
