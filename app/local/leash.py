"""Start a program that cannot outlive its parent: `leash.py PARENT SIGNAL PROGRAM ...`.

A supervisor that is killed has no last word, so its children must notice by themselves. Linux tells
them (PR_SET_PDEATHSIG survives exec); elsewhere this process stays between and watches its parent.
The kernel means the parent *thread*: start children from one that lives as long as they shall.

It is run as a file, without the package, so that it costs a few milliseconds.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.5


def main(arguments: list[str]) -> int:
    parent = int(arguments[0])
    last_word = signal.Signals(int(arguments[1]))
    command = arguments[2:]
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(last_word), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            return 1
        os.execvp(command[0], command)  # noqa: S606 — that is the purpose
    return _watched(parent, last_word, command)


def _watched(parent: int, last_word: signal.Signals, command: list[str]) -> int:
    child = subprocess.Popen(command)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: child.send_signal(got))
    while child.poll() is None:
        if os.getppid() != parent:
            child.send_signal(last_word)
            return child.wait()
        time.sleep(LOOK_SECONDS)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
