"""The embedded AWS: MiniStack as a child process on loopback with the project's own stack."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.local import children, stack
from app.local.ports import LOOPBACK, free_port
from app.local.template import TEMPLATE, read_template

INTERPRETER = TEMPLATE.parent / ".venv-aws" / "bin" / "python"
START_SECONDS = 120.0
SAVE_SECONDS = 30.0  # its state is written while it stops
POLL_SECONDS = 0.02


class AwsError(Exception):
    """The embedded AWS could not be started; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedAws:
    """A running one. `environment` is all that a process of ours needs to use it."""

    endpoint: str
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def embedded_aws(
    data: Path,
    *,
    port: int | None = None,
    keep: bool = True,
    template: Path = TEMPLATE,
    interpreter: Path = INTERPRETER,
) -> Iterator[EmbeddedAws]:
    """Run it as long as the block lasts.

    With `keep` its tables and queues are there again the next time. It writes them only when it is
    asked to stop (SIGTERM, which leaving the block sends): killed outright, it forgets the run.
    """
    port = port or free_port()
    process = _started(_folder(data), port, keep=keep, interpreter=interpreter)
    try:
        endpoint = f"http://{LOOPBACK}:{port}"
        _wait_until_ready(process, port, data)
        outputs = stack.deploy(endpoint, read_template(template))
        environment = {**stack.access(endpoint), **outputs}
        yield EmbeddedAws(endpoint=endpoint, environment=environment, process=process)
    finally:
        children.stop(process, within=SAVE_SECONDS)
        shutil.rmtree(data / "tmp", ignore_errors=True)


def _folder(data: Path) -> Path:
    shutil.rmtree(data / "tmp", ignore_errors=True)  # of a run that was killed
    (data / "tmp").mkdir(parents=True)

    return data


def _started(data: Path, port: int, *, keep: bool, interpreter: Path) -> subprocess.Popen[bytes]:
    if not interpreter.exists():
        raise AwsError(f"{interpreter} is missing: ./run and ./test install it")
    environment = {
        "PATH": os.defpath,
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": stack.REGION,
        "GATEWAY_PORT": str(port),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///nowhere",
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1" if keep else "0",
        "STATE_DIR": str(data / "state"),
        "TMPDIR": str(data / "tmp"),
    }
    with (data / "ministack.log").open("wb") as log:
        return children.start(
            [str(interpreter), "-m", "ministack"],
            environment=environment,
            output=log,
            last_word=signal.SIGTERM if keep else signal.SIGKILL,
            folder=data,
        )


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, data: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _ready(port):
        if process.poll() is not None:
            raise AwsError(f"the embedded AWS ended at once; see {data / 'ministack.log'}")
        if time.monotonic() > deadline:
            raise AwsError(f"the embedded AWS does not answer; see {data / 'ministack.log'}")
        time.sleep(POLL_SECONDS)


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
