import logging
from pathlib import Path

import pytest

from app.adapters.lists.phishing import FRESH_FOR, MAX_BYTES, RETRY_AFTER, PhishingList


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def kept(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_lists_of_several_kinds_are_read(tmp_path: Path) -> None:
    text = """
# a comment
! another
plain.example
UPPER.Example.
0.0.0.0 hosts.example
127.0.0.1\tlocal.example   # why
||filter.example^
*.wild.example
b\u00fccher.example
nodots

"""
    found = PhishingList(kept(tmp_path / "list.txt", text)).domains()
    assert set(found) == {
        "plain.example",
        "upper.example",
        "hosts.example",
        "local.example",
        "filter.example",
        "wild.example",
        "xn--bcher-kva.example",
    }


def test_a_list_is_read_again_when_it_has_grown_old(tmp_path: Path) -> None:
    clock = Clock()
    path = tmp_path / "list.txt"
    domains = PhishingList(kept(path, "one.example"), monotonic=clock)
    assert set(domains.domains()) == {"one.example"}
    kept(path, "two.example")
    assert set(domains.domains()) == {"one.example"}
    clock.now += FRESH_FOR
    assert set(domains.domains()) == {"two.example"}


def test_without_its_list_messages_are_judged_as_before_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Fails open: an old list is better than none, and none better than no judgement."""
    clock = Clock()
    path = tmp_path / "list.txt"
    domains = PhishingList(kept(path, "one.example"), monotonic=clock)
    domains.domains()
    path.unlink()
    clock.now += FRESH_FOR
    with caplog.at_level(logging.WARNING):
        assert set(domains.domains()) == {"one.example"}
        assert set(domains.domains()) == {"one.example"}
    warnings = [one.message for one in caplog.records if one.levelno >= logging.WARNING]
    assert warnings == ["degraded"]
    kept(path, "two.example")
    clock.now += RETRY_AFTER
    assert set(domains.domains()) == {"two.example"}


def test_a_list_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert set(PhishingList(str(path)).domains()) == set()


@pytest.mark.parametrize("address", ["http://lists.example/x", "ftp://lists.example/x"])
def test_only_https_is_fetched(address: str, caplog: pytest.LogCaptureFixture) -> None:
    assert set(PhishingList(address).domains()) == set()
    warnings = [one.message for one in caplog.records if one.levelno >= logging.WARNING]
    assert warnings == ["degraded"]


def test_a_server_that_does_not_answer_costs_one_try() -> None:
    clock = Clock()
    domains = PhishingList("https://127.0.0.1:1/list", monotonic=clock)
    assert set(domains.domains()) == set()
    assert set(domains.domains()) == set()
