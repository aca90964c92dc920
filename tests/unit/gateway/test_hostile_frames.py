"""T-13: whatever bytes come, the process lives and its sequence stays intact."""

import asyncio
import json
import random
import time

import pytest

from app.gateway.backfill import Backfill
from app.gateway.canary import Canary
from app.gateway.close_codes import Next
from app.gateway.connection import Connection
from app.gateway.courier import Courier
from app.gateway.gap_filler import GapFiller
from app.gateway.intake import Intake
from app.gateway.journal import Journal
from app.gateway.metrics import QueueMetrics, ShardMetrics
from app.gateway.outbox import Outbox
from app.gateway.protocol import Identity, Protocol
from app.ports.session_store import ResumePoint

ME = Identity(token="t", intents=1, shard_id=0, shard_count=1)
START = ResumePoint(session_id="s", sequence=0, resume_url="wss://x", at=0)
HELLO = b'{"op":10,"d":{"heartbeat_interval":40000}}'
KINDS = ("MESSAGE_CREATE", "GUILD_CREATE", "GUILD_MEMBER_ADD", "TYPING_START", "THREAD_LIST_SYNC")
JUNK = (
    b"\x00",
    b"\xff",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"null",
    b"1e999",
    b"\\ud800",
    b":",
)


class Line:
    """Our side of a line on which frames are damaged; no socket, the rest is real."""

    def __init__(self) -> None:
        self.metrics = ShardMetrics()
        self.journal = Journal()
        # Nobody works for this courier: what is posted to it stays there.
        self.courier = Courier(
            None,  # type: ignore[arg-type]
            None,  # type: ignore[arg-type]
            metrics=QueueMetrics(),
            chance=lambda: 0.5,
            high=1 << 40,
        )
        outbox = Outbox(
            shard=0,
            courier=self.courier,
            journal=self.journal,
            monotonic=time.monotonic,
            epoch_ms=lambda: 1,
        )
        backfill = Backfill(
            shard=0,
            api=None,  # type: ignore[arg-type]
            offload=None,  # type: ignore[arg-type]
            courier=self.courier,
            metrics=self.metrics,
            epoch_ms=lambda: 1,
            chance=lambda: 0.5,
        )
        changed = asyncio.Event()
        self.intake = Intake(
            shard=0,
            journal=self.journal,
            outbox=outbox,
            gaps=GapFiller(
                shard=0,
                journal=self.journal,
                backfill=backfill,
                changed=changed,
                monotonic=time.monotonic,
            ),
            changed=changed,
            canary=Canary(now=0.0),
            metrics=self.metrics,
            own_ids=frozenset({"55"}),
            epoch_ms=lambda: 1,
        )
        self.intake.take_up(START)
        self.connection = self.connected(START)
        self.reconnects = 0

    def connected(self, point: ResumePoint | None) -> Connection:
        connection = Connection(
            Protocol(identity=ME, point=point, now=0.0, jitter=0.5),
            shard=0,
            intake=self.intake,
            courier=self.courier,
            metrics=self.metrics,
            compressed=False,
            may_start=lambda: True,
            monotonic=lambda: 1.0,
        )
        connection.message(HELLO)
        return connection

    def hear(self, frame: bytes) -> None:
        self.connection.message(frame)
        ended = self.connection.ended
        if ended is not None:
            self.reconnects += 1
            lost = ended.next_step is Next.IDENTIFY
            point = START if lost else self.connection.protocol.point
            if lost:
                self.intake.take_up(START)
            self.connection = self.connected(point)


def event(dice: random.Random, sequence: int) -> bytes:
    payload = {
        "id": str(dice.randrange(1 << 60)),
        "guild_id": str(dice.randrange(1, 5)),
        "content": dice.choice(["words", "слова", "\ud800", "a" * 300]),
        "author": {"id": "5"},
        "channels": [],
    }
    frame = {"op": 0, "s": sequence, "t": dice.choice(KINDS), "d": payload}
    return json.dumps(frame, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")


def damaged(dice: random.Random, frame: bytes) -> bytes:
    data = bytearray(frame)
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(data) + 1)
        match dice.randrange(4):
            case 0:
                data[place : place + dice.randrange(1, 40)] = b""
            case 1:
                data[place:place] = dice.choice(JUNK)
            case 2:
                data[place : place + 1] = bytes([dice.randrange(256)])
            case _:
                data[place:place] = data[: dice.randrange(30)]
        data = data or bytearray(b"{")
    return bytes(data)


def storm(rounds: int, seed: int) -> Line:
    dice = random.Random(seed)

    async def scenario() -> Line:
        line = Line()
        for _ in range(rounds):
            behind = line.connection.protocol.sequence or 0
            frame = event(dice, behind + 1)
            line.hear(damaged(dice, frame))
            if line.connection.protocol.sequence == behind:
                line.hear(frame)
            assert line.connection.protocol.sequence == behind + 1 or line.journal.last == 0
        return line

    return asyncio.run(scenario())


def test_damaged_frames_neither_kill_nor_derail_the_gateway() -> None:
    line = storm(4_000, seed=1)

    assert line.reconnects > 500
    assert line.metrics.malformed > 500
    assert line.metrics.events > 1_000


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_million_damaged_frames_do_not_either(seed: int) -> None:
    storm(100_000, seed)
