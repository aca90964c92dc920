import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil

from app.local.program import Program
from app.local.supervisor import Line, Supervisor
from tests.conftest import ROOT
from tests.patience import PATIENCE, eventually, is_gone

CHATTY = "import json, time; print(json.dumps({'event': 'hello'}), flush=True); print('text'); "


def program(name: str, source: str, *, stop_within: float = PATIENCE) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-u", "-c", source],
        environment=dict(os.environ),
        stop_within=stop_within,
    )


def events(lines: list[Line], name: str) -> list[str]:
    return [line.facts["event"] for line in lines if line.program == name]


def test_log_lines_come_parsed_and_other_text_too() -> None:
    lines: list[Line] = []
    with Supervisor([program("one", CHATTY + "time.sleep(60)")], tell=lines.append) as supervisor:
        eventually(lambda: len(events(lines, "one")) == 3)
        assert supervisor.states()["one"].status == "running"

    assert events(lines, "one") == ["started", "hello", "output", "stopped"]
    assert lines[2].facts["text"] == "text"


def test_a_killed_program_is_started_again_and_that_is_said() -> None:
    lines: list[Line] = []
    with Supervisor([program("one", CHATTY + "time.sleep(60)")], tell=lines.append) as supervisor:
        eventually(lambda: "hello" in events(lines, "one"))
        supervisor.send("one", signal.SIGKILL)
        eventually(lambda: events(lines, "one").count("hello") == 2)
        assert supervisor.states()["one"].restarts == 1

    ended = next(line.facts for line in lines if line.facts["event"] == "ended")
    assert ended["code"] == -signal.SIGKILL
    assert ended["level"] == "warning"


def test_a_program_that_cannot_start_is_given_up() -> None:
    lines: list[Line] = []
    with Supervisor([program("one", "raise SystemExit('bad')")], tell=lines.append) as supervisor:
        eventually(lambda: supervisor.states()["one"].status == "failed")

    assert events(lines, "one")[-1] == "failed"
    assert any(line.facts.get("text") == "bad" for line in lines)


def test_programs_stop_in_reverse_order_and_say_their_last_words() -> None:
    polite = """
import signal, sys, time
def leave(*_):
    print('{"event": "bye"}', flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print('{"event": "ready"}', flush=True)
time.sleep(60)
"""
    lines: list[Line] = []
    programs = [program("executor", polite), program("gateway", polite)]
    with Supervisor(programs, tell=lines.append):
        eventually(lambda: [line.facts["event"] for line in lines].count("ready") == 2)

    assert [(line.program, line.facts["event"]) for line in lines[-4:]] == [
        ("gateway", "bye"),
        ("gateway", "stopped"),
        ("executor", "bye"),
        ("executor", "stopped"),
    ]


def test_one_that_will_not_stop_is_killed_with_all_it_started(tmp_path: Path) -> None:
    stubborn = f"""
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path({str(tmp_path / "child")!r}).write_text(str(child.pid))
print("ready", flush=True)
time.sleep(60)
"""
    lines: list[Line] = []
    with Supervisor([program("one", stubborn, stop_within=0.3)], tell=lines.append):
        eventually(lambda: any(line.facts.get("text") == "ready" for line in lines))
        child = int((tmp_path / "child").read_text())

    assert lines[-1].facts["forced"] is True
    eventually(lambda: is_gone(child))


def test_much_output_does_not_block_a_program_that_is_stopping() -> None:
    flood = """
import signal, sys, time
def leave(*_):
    for _ in range(2000):
        print("x" * 200, flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("ready", flush=True)
time.sleep(60)
"""
    lines: list[Line] = []
    with Supervisor([program("one", flood)], tell=lines.append):
        eventually(lambda: any(line.facts.get("text") == "ready" for line in lines))

    assert lines[-1].facts["forced"] is False
    assert len(lines) > 2000


def test_children_end_when_the_supervising_process_is_killed() -> None:
    source = """
import os, sys, time
from app.local.program import Program
from app.local.supervisor import Supervisor
sleeper = Program(name="one", command=["sleep", "60"], environment=dict(os.environ))
with Supervisor([sleeper], tell=lambda line: None) as supervisor:
    print(supervisor.states()["one"].pid, flush=True)
    time.sleep(60)
"""
    starter = subprocess.Popen([sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.PIPE)
    assert starter.stdout
    child = int(starter.stdout.readline())
    assert psutil.pid_exists(child)
    starter.kill()
    starter.wait()
    starter.stdout.close()

    eventually(lambda: is_gone(child))
