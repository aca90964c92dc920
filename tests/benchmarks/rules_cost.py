"""What the rules cost a message, without the model, the stores and the network: CPU time by part.

    python -m tests.benchmarks.rules_cost ../shared/data/replay/ubuntu_irc.jsonl.gz

A recorded chat is judged under the default policy, and under one that has every rule switched on
with long lists. Each part is timed alone, over all messages, and the best of several rounds counts:
on a busy machine the others measure the neighbours.
"""

import gc
import itertools
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.discord import ascii_json
from app.discord.messages import message_of
from app.domain.behaviour import Recent
from app.domain.decide import decide
from app.domain.detectors import detect
from app.domain.detectors.reading import Reading
from app.domain.ids import GuildId
from app.domain.message import Message
from app.domain.policies.policy import Policy
from app.domain.policies.rules import (
    AttachmentRule,
    BurstRule,
    CapsRule,
    EmojiRule,
    FileRule,
    InviteRule,
    LengthRule,
    LineRule,
    LinkRule,
    PatternRule,
    PhishingRule,
    Rules,
    VelocityRule,
    WordRule,
    ZalgoRule,
)
from app.local.replay.recording import read_recording
from app.ports.windows import View
from app.services.gather import Known, member_of
from app.services.think import think
from tests.moderation import message_payload

MESSAGES, MEMBERS, ROUNDS, WINDOW = 4000, 200, 5, 20
GUILD = GuildId(1_400_000_000_000_000_000)
EVERYTHING = Rules(
    words=(
        WordRule(name="many", words=tuple(f"unwanted{number}" for number in range(300))),
        WordRule(name="forms", words=("blorp*", "*quizzle*", "free nitro", "steam gift*")),
    ),
    patterns=tuple(
        PatternRule(name=f"p{number}", pattern=rf"\b(?:offer|deal)\W+number\W+{number}\b")
        for number in range(10)
    ),
    links=LinkRule(enabled=True, deny=tuple(f"evil{number}.example" for number in range(200))),
    phishing=PhishingRule(enabled=True),
    invites=InviteRule(enabled=True),
    emoji=EmojiRule(enabled=True),
    caps=CapsRule(enabled=True),
    zalgo=ZalgoRule(enabled=True),
    lines=LineRule(enabled=True),
    length=LengthRule(enabled=True),
    attachments=AttachmentRule(enabled=True),
    files=FileRule(enabled=True),
    velocity=VelocityRule(enabled=True),
    burst=BurstRule(enabled=True),
)


def main(recording: Path) -> None:
    texts = [one.text for one in itertools.islice(read_recording(recording), MESSAGES)]
    now = datetime.now(UTC)
    payloads = [
        message_payload(GUILD, text, user=1 + number % MEMBERS) for number, text in enumerate(texts)
    ]
    raw = [ascii_json.dumps(payload) for payload in payloads]
    messages = [message_of(payload) for payload in payloads]
    print(f"{len(messages)} messages, {sum(map(len, texts)) // len(texts)} characters on average\n")
    print("| part | default policy, µs | every rule, µs |\n| --- | --- | --- |")
    plain, full = (_parts(policy, raw, messages, now) for policy in (Policy(), _strict()))
    for name in plain:
        print(f"| {name} | {plain[name]:.0f} | {full[name]:.0f} |")
    print(f"| **together** | **{sum(plain.values()):.0f}** | **{sum(full.values()):.0f}** |")


def _strict() -> Policy:
    return replace(Policy(), rules=EVERYTHING)


def _parts(
    policy: Policy, raw: Sequence[bytes], messages: Sequence[Message], now: datetime
) -> dict[str, float]:
    """Microseconds of CPU for one message, by part."""
    known = _known(policy, messages)
    evidence = [think(message, known, (), now)[0] for message in messages]

    def read() -> None:
        for one in raw:
            message_of(ascii_json.loads(one))

    def look() -> None:
        for message in messages:
            recent = known.view.recent[member_of(message)]
            detect(Reading(message=message, recent=recent), policy.rules)

    def judge() -> None:
        for message in messages:
            think(message, known, (), now)

    def settle() -> None:
        for one in evidence:
            decide(one, policy)

    took = {name: _best(part) for name, part in _named(read, look, judge, settle)}
    return {
        "reading the event": took["read"],
        "the detectors": took["look"],
        "the rest of the evidence": took["judge"] - took["look"],
        "deciding": took["settle"],
    }


def _named(*parts: Callable[[], None]) -> Iterable[tuple[str, Callable[[], None]]]:
    return ((part.__name__, part) for part in parts)


def _best(part: Callable[[], None]) -> float:
    took = []
    for _ in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        part()
        took.append(time.process_time() - began)

    return min(took) / MESSAGES * 1e6


def _known(policy: Policy, messages: Sequence[Message]) -> Known:
    """Everybody has a full window of what they wrote shortly before."""
    recent: dict[Any, list[Recent]] = defaultdict(list)
    for message in messages:
        reading = Reading(message=message)
        member = member_of(message)
        entry = Recent(
            message=type(message.id)(message.id - 1 - len(recent[member])),
            at=message.sent_at - timedelta(seconds=len(recent[member])),
            channel=message.channel,
            fingerprint=reading.fingerprint,
            toxicity=0.01,
            shape=reading.shape,
        )
        recent[member] = [entry, *recent[member]][:WINDOW]

    return Known(
        view=View(recent=recent, heat={}),
        degraded=(),
        standings={},
        scores={},
        model="none",
        policies={GUILD: policy},
        points={},
        facts={GUILD: None},
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
