"""How fast a draft is tried on 100,000 stored decisions, on one core.

    python -m tests.benchmarks.simulate_speed [DECISIONS] [PER_PAGE]

Two figures. *In memory*: pages as they are stored are unpacked, read and decided again; that is
what the code itself costs. *From the tables*: the same through `SimulateDraft` and DynamoDB's API
on the embedded AWS, whose own time is not ours; so the CPU of our process is given, and the wall
time beside it. PER_PAGE says how many messages an envelope had: 50 on a busy server, 1 on a quiet
one, where every message is an item of its own.
"""

import gc
import os
import random
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.pages import packed
from app.adapters.dynamodb.pasts import past_of
from app.bootstrap.look_back import build
from app.domain.behaviour import Behaviour
from app.domain.decide import decide
from app.domain.evidence import Subject
from app.domain.ids import ChannelId, GuildId, MessageId, RoleId, UserId, snowflake_at
from app.domain.look_back.simulation import Simulation, simulate
from app.domain.policies.policy import Policy, Thresholds
from app.domain.record.standing import Standing
from app.domain.signal import CLASSIFIER, Signal
from app.local.aws import embedded_aws
from app.ports.records import Judged
from app.services.simulate_draft import Period
from tests.factories import CHANNEL, GUILD, evidence

DECISIONS, PER_PAGE, DAYS = 100_000, 50, 14
LABELS = ("toxic", "severe", "obscene", "threat", "insult", "identity_attack")
START = datetime(2026, 11, 1, tzinfo=UTC)
STRICTER = Policy(thresholds=Thresholds(warn=0.25, timeout=0.5, kick=0.75, ban=0.88))


def judgements(count: int) -> Iterator[Judged]:
    """Made-up decisions over two weeks: mostly harmless, one in a hundred heated."""
    chance = random.Random(7)
    policy = Policy()
    for index in range(count):
        at = START + timedelta(days=DAYS) * index / count
        heat = 0.9 if chance.random() < 0.01 else 0.3
        found = evidence(
            channel=ChannelId(CHANNEL + index % 8),
            message=MessageId(snowflake_at(at) + index % 4096),
            revision=f"{chance.getrandbits(64):016x}",
            subject=Subject(user=UserId(10**17 + chance.randrange(500)), roles=(RoleId(7),)),
            spoken_at=at,
            judged_at=at + timedelta(milliseconds=240),
            signals=tuple(
                Signal(
                    source=CLASSIFIER,
                    label=label,
                    score=round(heat * chance.random() ** 3, 6),
                    version="tribune-1",
                )
                for label in LABELS
            ),
            behaviour=Behaviour(velocity=0.0, escalation=0.0, age=round(chance.random(), 4)),
            standing=Standing(first_seen=START, version=1),
        )
        decision = decide(found, policy)
        if decision.does_something:  # a page holds what called for nothing
            found = replace(found, signals=found.signals[1:2])
            decision = decide(found, policy)
        yield Judged(evidence=found, decision=decision)


def pages_of(count: int, per_page: int) -> list[tuple[datetime, bytes]]:
    """Pages with the time of their first message."""
    found = list(judgements(count))
    return [
        (found[start].evidence.judged_at, packed(found[start : start + per_page]))
        for start in range(0, count, per_page)
    ]


def in_memory(pages: list[bytes]) -> tuple[Simulation, float]:
    gc.collect()
    began = time.process_time()
    found = simulate((past for page in pages for past in past_of(page)), STRICTER)

    return found, time.process_time() - began


def from_tables(
    pages: list[tuple[datetime, bytes]], folder: Path
) -> tuple[Simulation, float, float]:
    with embedded_aws(folder, keep=False) as aws:
        os.environ.update(AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local")
        items = tables.bound(
            tables.EvidencePage,
            aws.environment["TABLE_EVIDENCE"],
            region=aws.environment["AWS_REGION"],
            endpoint=aws.endpoint,
        )
        with items.batch_write() as batch:
            for index, (at, page) in enumerate(pages):
                batch.save(items(pk=f"{GUILD}#{at:%Y-%m-%dT%H}", sk=f"{index:09}", page=page))
        look = build(aws.environment)
        period = Period(since=START, until=START + timedelta(days=DAYS))
        gc.collect()
        began, wall = time.process_time(), time.perf_counter()
        found = look.simulate(STRICTER, period, guild=GuildId(GUILD))
        return found.simulation, time.process_time() - began, time.perf_counter() - wall


def main(count: int, per_page: int) -> None:
    pages = pages_of(count, per_page)
    stored = sum(len(page) for _, page in pages)
    plain = sum(len(zlib.decompress(page)) for _, page in pages)
    print(
        f"{count} decisions on {len(pages)} pages of {per_page}: {stored / count:.0f} bytes each,"
    )
    print(f"{plain / count:.0f} bytes of JSON unpacked")
    found, cpu = in_memory([page for _, page in pages])
    print(f"in memory: {cpu:.2f} s CPU, {cpu / count * 1e6:.1f} us each, {found.changed} changed")
    with tempfile.TemporaryDirectory() as folder:
        again, cpu, wall = from_tables(pages, Path(folder))
    print(f"from the tables: {cpu:.2f} s CPU, {wall:.2f} s wall, {again.changed} changed")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [DECISIONS, PER_PAGE][len(given) :]))
