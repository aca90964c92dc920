import os
import signal
import subprocess
import sys

import psutil
import pytest

from app.local import children
from app.local.children import LEASH
from tests.conftest import ROOT
from tests.patience import PATIENCE, eventually


@pytest.mark.parametrize("way", ["main", "_watched"])
def test_a_child_ends_with_its_parent_on_linux_and_elsewhere(way: str) -> None:
    """`_watched` is what systems without PR_SET_PDEATHSIG do; it works on all."""
    call = {
        "main": "leash.main([str(parent), '9', 'sleep', '60'])",
        "_watched": "leash._watched(parent, leash.signal.SIGKILL, ['sleep', '60'])",
    }[way]
    child = f"import os; from app.local import leash; parent = os.getppid(); {call}"
    parent = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {child!r}])
print(child.pid, flush=True)
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout
    leash = psutil.Process(int(process.stdout.readline()))
    eventually(lambda: "sleep" in [each.name() for each in [leash, *leash.children()]])
    sleeping = [leash, *leash.children()][-1]

    process.kill()
    process.wait()
    process.stdout.close()

    eventually(lambda: not sleeping.is_running() or sleeping.status() == psutil.STATUS_ZOMBIE)


def test_a_parent_that_died_before_is_noticed() -> None:
    command = [sys.executable, "-I", "-S", str(LEASH), "1", "9", "sleep", "60"]

    assert subprocess.run(command, check=False, timeout=PATIENCE).returncode == 1


def test_a_child_stands_in_a_group_of_its_own_and_stops_when_asked() -> None:
    process = children.start(
        ["sleep", "60"], environment={"PATH": os.defpath}, output=subprocess.DEVNULL
    )
    assert os.getpgid(process.pid) == process.pid

    assert children.stop(process, within=PATIENCE)
    assert process.returncode == -signal.SIGTERM
    assert children.stop(process, within=PATIENCE)
