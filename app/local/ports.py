"""Free ports on loopback."""

import itertools
import os
import socket

LOOPBACK = "127.0.0.1"
FIRST, COUNT = 10_100, 5_800
"""Below all ports that systems give to whoever wants any: gVisor from 16,000, others far above."""
_STRIDE = 7_919
"""From one process id to the next: processes that look at the same time look elsewhere."""
_turn = itertools.count(os.getpid() * _STRIDE)


def free_port() -> int:
    """A port that nobody listens on now, and that nobody is given by chance until it is used.

    Raises:
        OSError: there is none.
    """
    for turn in itertools.islice(_turn, COUNT):
        port = FIRST + turn % COUNT
        with socket.socket() as listener:
            try:
                listener.bind((LOOPBACK, port))
            except OSError:
                continue
        return port

    raise OSError(f"no free port from {FIRST} to {FIRST + COUNT}")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0
