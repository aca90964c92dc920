"""Ports for servers of our own: nobody else is given them before the server listens."""

import itertools
import socket

import pytest

from app.local import ports
from app.local.ports import FIRST, LOOPBACK, free_port


def test_no_free_port_is_one_that_a_system_gives_to_whoever_wants_any() -> None:
    assert all(FIRST <= free_port() < 16_000 for _ in range(50))


def test_one_that_was_told_is_not_told_again_though_nobody_listens_yet() -> None:
    assert len({free_port() for _ in range(50)}) == 50


def test_one_that_is_taken_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind((LOOPBACK, port))
        monkeypatch.setattr(ports, "_turn", itertools.count(port - FIRST))

        assert free_port() != port
