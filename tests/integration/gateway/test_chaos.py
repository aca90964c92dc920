"""G-1: whatever breaks, no message is lost. The real process, the fake Discord, a faulty SQS."""

import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from app.discord.envelope import decode
from tests.conftest import ROOT, Aws
from tests.fake_discord import AGORA, RunningFake, fake_in_thread
from tests.integration.gateway.faulty_aws import Faults, faulty_aws
from tests.patience import PATIENCE, eventually

SEED = int(os.environ.get("CHAOS_SEED", "20261121"))


class Gateway:
    """The process, killed and started again."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self.kills = self.stops = 0

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.bootstrap.gateway"],
            env=self._environment,
            stdout=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.kills += 1

    def restart(self) -> str:
        self.kill()
        self.start()
        return "again"

    def stop(self) -> int:
        assert self._process is not None
        self._process.terminate()
        self.stops += 1
        return self._process.wait(PATIENCE)


@contextmanager
def gateway(
    aws: Aws, fake: RunningFake, endpoint: str, queue: str, application: str
) -> Iterator[Gateway]:
    process = Gateway(
        {
            **aws.environment,
            "AWS_ENDPOINT_URL": endpoint,
            "EVENTS_QUEUE_URL": queue,
            "DISCORD_TOKEN": fake.token,
            "DISCORD_API_URL": fake.api_url,
            "DISCORD_APPLICATION_ID": application,
            "TABLE_SESSIONS": aws["TABLE_SESSIONS"],
            "GATEWAY_CANARY_SECONDS": "2",
            "LOG_LEVEL": "ERROR",
        }
    )
    process.start()
    try:
        yield process
    finally:
        process.kill()


def chaos(aws: Aws, *, messages: int, rounds: int) -> dict[str, int]:
    """Send messages through trouble; gives what happened after checking that none is lost."""
    dice = random.Random(SEED)
    # Requests draw from dice of their own, so that the troubles are the same in every run.
    faults = Faults(refuse_entry=0.02, fail_request=0.02, lose_reply=0.02, dice=random.Random(SEED))
    queue = aws.sqs.create_queue(QueueName=f"chaos-{uuid.uuid4().hex}")["QueueUrl"]
    application = str(time.time_ns())
    sent: set[str] = set()
    with (
        fake_in_thread(gateway={"heartbeat_interval": 1.0}) as fake,
        faulty_aws(aws.endpoint, faults) as endpoint,
        gateway(aws, fake, endpoint, queue, application) as process,
    ):
        places = [
            fake.control.act("guilds", **{**AGORA, "name": f"Agora {number}"})
            for number in range(4)
        ]
        # Without a stored point nothing would tell a second process what to make good.
        eventually(lambda: _has_point(aws, application))
        for number in range(rounds):
            sent |= _say(fake, places, dice, messages // rounds)
            if number == rounds // 2:
                process.restart()
            else:
                _trouble(fake, process, dice)
            time.sleep(0.1 + dice.random())
        fake.control.act("gateway", drop_acks=False, deaf=False)
        fake.control.act("gateway", now="hear")
        sent |= _say(fake, places, dice, 25)
        eventually(lambda: any(one["connected"] for one in fake.control.look("sessions")))
        fake.control.act("gateway", now="kill", refuse_resumes=0)
        sent |= _say(fake, places, dice, 25)
        got = _collect(aws, queue, sent)
        eventually(lambda: _journal(fake, "resume"))
        assert process.stop() == 0
        happened = {
            "sent": len(sent),
            "lost": len(sent - got),
            "kills": process.kills,
            "identifies": len(_journal(fake, "identify")),
            "resumes": len(_journal(fake, "resume")),
            **faults.happened,
        }

    assert happened["lost"] == 0, happened
    return happened


def _say(
    fake: RunningFake, places: list[dict[str, dict[str, str]]], dice: random.Random, count: int
) -> set[str]:
    messages = []
    for number in range(count):
        place = dice.choice(places)
        channel = place["channels"][dice.choice(["general", "random"])]
        author = place["members"][dice.choice(["mia", "tom"])]
        messages.append({"channel": channel, "author": author, "content": f"words {number} слово"})
    return set(fake.control.say_all(messages))


def _trouble(fake: RunningFake, process: Gateway, dice: random.Random) -> None:
    act = fake.control.act
    troubles: dict[str, Callable[[], object]] = {
        "killed": process.restart,
        "killed and forgotten": lambda: (act("gateway", refuse_resumes=1), process.restart()),
        "op 7": lambda: act("gateway", now="reconnect"),
        "cut": lambda: act("gateway", now="kill"),
        "no acks": lambda: act("gateway", now="drop_acks"),
        "a gap": lambda: act("gateway", now="skip_seq"),
        "garbage": lambda: act("gateway", now="garbage"),
        "op 1": lambda: act("gateway", now="heartbeat"),
        "nothing": lambda: None,
    }
    weights = [4, 1, 3, 3, 1, 1, 1, 2, 4]
    dice.choices(list(troubles.values()), weights)[0]()


def _collect(aws: Aws, queue: str, sent: set[str]) -> set[str]:
    got: set[str] = set()
    deadline = time.monotonic() + PATIENCE
    while sent - got and time.monotonic() < deadline:
        answer = aws.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=600
        )
        for message in answer.get("Messages", []):
            got |= {
                event.payload()["id"]
                for event in decode(message["Body"]).events
                if event.t == "MESSAGE_CREATE"
            }
    return got


def _has_point(aws: Aws, application: str) -> bool:
    key = {"pk": {"S": f"{application}#0/1"}}
    found = aws.dynamodb.get_item(TableName=aws["TABLE_SESSIONS"], Key=key)
    return "session_id" in found.get("Item", {})


def _journal(fake: RunningFake, kind: str) -> list[object]:
    found: list[object] = fake.control.look("journal", kind=kind)["entries"]
    return found


def test_no_message_is_lost_in_a_short_storm(aws: Aws) -> None:
    """G-1, a slice."""
    happened = chaos(aws, messages=2_000, rounds=10)

    assert happened["kills"] > 0
    assert happened["resumes"] > 0


@pytest.mark.slow
def test_no_message_is_lost_in_a_long_storm(aws: Aws) -> None:
    """G-1: kills, refused resumes, op 7, dropped acks, gaps, garbage, refusing SQS."""
    happened = chaos(aws, messages=40_000, rounds=200)

    assert happened["kills"] >= 30
