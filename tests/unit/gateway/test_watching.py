"""Deaf sockets (GW-4), missing content (GW-14), gaps, backoff, and holders that are gone."""

import json
import os
import subprocess
import sys
from typing import Any

import msgspec
import pytest

from app.gateway import gap, holder
from app.gateway.backoff import wait_seconds
from app.gateway.canary import Canary
from app.gateway.content_watch import SUSPICIOUS, ContentWatch
from app.gateway.send_budget import HEARTBEAT_RESERVE, LIMIT, SendBudget

SECOND = 1000 << 22
OWN = frozenset({"55"})


def raw(payload: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(payload).encode())


def said(identity: int, channel: str = "9") -> msgspec.Raw:
    return raw({"id": str(identity), "channel_id": channel})


def test_the_canary_asks_only_after_a_silence_and_then_once_a_window() -> None:
    """GW-4"""
    canary = Canary(now=0.0, window=60.0)
    canary.heard("MESSAGE_CREATE", said(1), now=10.0)

    assert not canary.due(69.9)
    assert canary.due(70.0)
    assert not canary.due(71.0)
    assert canary.due(130.0)


def test_a_message_clearly_newer_than_all_that_was_heard_proves_deafness() -> None:
    """GW-4"""
    canary = Canary(now=0.0)
    canary.heard("MESSAGE_CREATE", said(100 * SECOND), now=1.0)

    assert not canary.missed(None)
    assert not canary.missed(100 * SECOND)
    assert not canary.missed(104 * SECOND)
    assert canary.missed(106 * SECOND)
    assert canary.strikes == 1
    canary.heard("TYPING_START", raw({}), now=2.0)
    assert canary.strikes == 0


def test_without_any_message_heard_nothing_can_be_said() -> None:
    canary = Canary(now=0.0)

    assert canary.channels() == []
    assert not canary.missed(106 * SECOND)


def test_the_canary_asks_about_the_channels_that_spoke_last() -> None:
    canary = Canary(now=0.0)
    for number, channel in enumerate("abcab"):
        canary.heard("MESSAGE_CREATE", said(number, channel), now=2.0 * number)
    canary.heard("MESSAGE_CREATE", raw(["odd"]), now=20.0)

    assert canary.channels() == ["b", "a", "c"]


def text(content: str = "", **fields: Any) -> msgspec.Raw:
    return raw({"type": 0, "content": content, "author": {"id": "5"}, **fields})


def test_twenty_messages_without_content_mean_that_the_intent_is_missing() -> None:
    """GW-14"""
    watch = ContentWatch()
    for _ in range(SUSPICIOUS - 1):
        watch.see(text(), OWN)
    before = watch.missing
    watch.see(text(), OWN)
    at_twenty = watch.missing
    watch.see(text("hello"), OWN)

    assert (before, at_twenty, watch.missing) == (False, True, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"content": "x"},
        {"embeds": [{}]},
        {"attachments": [{}]},
        {"components": [{}]},
        {"poll": {"question": {}}},
        {"sticker_items": [{}]},
        {"message_snapshots": [{}]},
        {"author": {"id": "55"}},
        {"type": 7},
    ],
)
def test_messages_that_may_be_empty_or_are_not_do_not_count(fields: dict[str, Any]) -> None:
    watch = ContentWatch()
    for _ in range(SUSPICIOUS * 3):
        watch.see(raw({"type": 0, "content": "", "author": {"id": "5"}, **fields}), OWN)

    assert not watch.missing


def test_an_intent_taken_away_later_is_noticed_too() -> None:
    watch = ContentWatch()
    for _ in range(500):
        watch.see(text("hello"), OWN)
    for _ in range(2000):
        watch.see(text(), OWN)

    assert watch.missing


def test_only_channels_that_may_have_spoken_are_read_again() -> None:
    after = gap.bound(1_700_000_000_000)
    channels = [
        {"id": "1", "type": 0, "last_message_id": str(after + 1)},
        {"id": "2", "type": 0, "last_message_id": str(after)},
        {"id": "3", "type": 0, "last_message_id": None},
        {"id": "4", "type": 0},
        {"id": "5", "type": 4, "last_message_id": str(after + 1)},
        {"id": "6", "type": 15, "last_message_id": str(after + 1)},
        {"id": "7", "type": 2, "last_message_id": "odd"},
    ]
    threads = [{"id": "8", "type": 11, "last_message_id": str(after + 9)}]
    payload = json.dumps({"id": "7", "channels": channels, "threads": threads}).encode()

    found = gap.guild_gap(payload, after)

    assert (found.guild, found.channels) == ("7", ("1", "4", "7", "8"))


def test_the_gap_begins_a_minute_before_the_last_event() -> None:
    made_ms = (gap.bound(1_700_000_000_000) >> 22) + 1_420_070_400_000

    assert made_ms == 1_700_000_000_000 - 60_000
    assert gap.bound(0) == 0


def test_backoff_grows_and_stays_bounded() -> None:
    assert wait_seconds(0, chance=1.0) == 0.0
    assert wait_seconds(1, chance=0.0) == 0.125
    assert wait_seconds(3, chance=1.0) == 1.0
    assert wait_seconds(500, chance=1.0) == 30.0


def test_the_last_sends_of_a_minute_are_kept_for_heartbeats() -> None:
    """GW-11"""
    budget = SendBudget()
    spent = sum(budget.spend(1.0, heartbeat=False) for _ in range(LIMIT))

    assert spent == LIMIT - HEARTBEAT_RESERVE
    assert sum(budget.spend(2.0, heartbeat=True) for _ in range(LIMIT)) == HEARTBEAT_RESERVE
    assert budget.spend(61.0, heartbeat=False)


def test_a_killed_process_of_this_machine_is_certainly_gone() -> None:
    """T-25: so its shard can be taken at once."""
    code = "from app.gateway.holder import own_name; print(own_name(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        assert not holder.is_gone(name)
        process.kill()
        process.wait()
        assert holder.is_gone(name)


def test_of_any_other_holder_nothing_is_certain() -> None:
    me = holder.own_name()

    assert not holder.is_gone(me)
    assert not holder.is_gone(me.replace(me.partition("/")[0], "elsewhere"))
    assert not holder.is_gone("odd")
    assert not holder.is_gone(f"{me.partition('/')[0]}/{os.getpid()}/")
    assert holder.is_gone(f"{me.partition('/')[0]}/{os.getpid()}/1")
