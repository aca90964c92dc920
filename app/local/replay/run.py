"""`python -m app replay FILE`: a recorded chat through the whole system, and what came of it."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.archive import DynamoArchive
from app.bootstrap.look_back import build
from app.domain.action import Action
from app.domain.decision import Decision
from app.domain.evidence import Evidence
from app.domain.ids import GuildId
from app.domain.policies.policy import Policy
from app.local.look_back.simulate import reported, simulated
from app.local.narrator import table
from app.local.policy_sources import policy_from
from app.local.replay.recording import RecordingError, read_recording
from app.local.replay.report import Latency, Outcome, Report, counted, latency, outcome_of
from app.local.replay.stage import Stage, staged
from app.local.runner import local_options
from app.local.supervisor import Line
from app.local.system import Running, system
from app.services.simulate_draft import Period, Simulated

CHUNK = 250
AHEAD = 4000
"""Messages under way at once: enough to keep everything busy."""
CHUNKS_PER_SECOND = 20
STILL_SECONDS = 120.0
"""Nothing judged for so long means that nothing more comes."""
POLL_SECONDS = 0.05
FOREVER = timedelta(days=36_500)
SHOWN = 60
"""Rows of the table on a terminal; the JSON report has all."""


class Ears:
    """What the processes' log lines tell while it runs."""

    def __init__(self) -> None:
        self.judged = 0
        self.called: dict[str, datetime] = {}
        self.troubles: list[str] = []

    def tell(self, line: Line) -> None:
        """Listen to one line."""
        facts = line.facts
        event = facts.get("event")
        if event == "judged":
            self.judged += int(facts.get("judged") or 0)
        elif event == "effect" and facts.get("called_at"):
            self.called.setdefault(
                str(facts["order"]), datetime.fromisoformat(str(facts["called_at"]))
            )
        elif event in ("ended", "failed", "output") or facts.get("level") == "error":
            self.troubles.append(f"{line.program}: {event} {_rest(facts)}".strip())


def replay_file(
    file: Path,
    console: Console,
    *,
    limit: int | None,
    speed: float | None,
    policy: Path | None,
    data: Path | None,
    report_to: Path | None,
    simulate: str | None = None,
) -> int:
    """Replay and report; status 0 when every message was judged exactly once.

    With `simulate`, a draft (a file or a preset) is tried at the end on all that was judged.
    """
    draft = None if simulate is None else _patient(policy_from(simulate))
    started = datetime.now(UTC)
    stage = staged(read_recording(file), now=started, limit=limit)
    if not stage.messages:
        raise RecordingError(f"{file}: holds no message with words in it")
    console.print(f"{len(stage.messages)} messages of {len(stage.guild['members'])} members.")
    ears = Ears()
    options = local_options(environment=without_token(), data=data, policy=policy, adapt=_patient)
    with system(options, tell=ears.tell) as running:
        running.fake.act("guilds", **stage.guild)
        sent, seconds = _send(running, stage, ears, console, speed)
        _settle(running, ears)
        report = _report(running, stage, ears, sent=sent, seconds=seconds, started=started)
        asked = Period(since=started, until=datetime.now(UTC))
        tried = None if draft is None else _tried(running, draft, asked, console)
    for trouble in ears.troubles[:10]:
        console.print(trouble, style="yellow", markup=False)
    _show(report, console)
    if draft and tried:
        reported(tried, draft, asked, console)
    if report_to:
        report_to.write_bytes(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2))
        console.print(f"Written to {report_to}.")

    return 0 if report.lost == 0 and report.judged_twice == 0 else 2


def _tried(running: Running, draft: Policy, asked: Period, console: Console) -> Simulated:
    """The draft, on what was just judged."""
    look = build(running.environment)

    return simulated(look.simulate, draft, asked, console, guild=_guild(running))


def _patient(policy: Policy) -> Policy:
    """Recorded messages are old by nature: the rule for late verdicts would flag them all."""
    return replace(policy, late_after=FOREVER)


def without_token() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}


def _send(
    running: Running, stage: Stage, ears: Ears, console: Console, speed: float | None
) -> tuple[dict[str, datetime], float]:
    """Write everything, never too far ahead; returns when each message was sent, and the time."""
    sent: dict[str, datetime] = {}
    size = CHUNK if speed is None else max(1, round(speed / CHUNKS_PER_SECOND))
    began = time.monotonic()
    with _progress(console) as progress:
        bar = progress.add_task("judged", total=len(stage.messages))
        for start in range(0, len(stage.messages), size):
            _keep_up(ears, start, progress, bar)
            if speed is not None:
                time.sleep(max(0.0, began + start / speed - time.monotonic()))
            now = datetime.now(UTC)
            ids = running.fake.say_all(list(stage.messages[start : start + size]))
            sent |= dict.fromkeys(ids, now)
        heard, still = ears.judged, time.monotonic()
        while ears.judged < len(sent) and time.monotonic() - still < STILL_SECONDS:
            if ears.judged != heard:
                heard, still = ears.judged, time.monotonic()
            progress.update(bar, completed=ears.judged)
            time.sleep(POLL_SECONDS)
        progress.update(bar, completed=ears.judged)

    return sent, time.monotonic() - began


def _keep_up(ears: Ears, start: int, progress: Progress, bar: TaskID) -> None:
    still = time.monotonic()
    while start - ears.judged > AHEAD and time.monotonic() - still < STILL_SECONDS:
        progress.update(bar, completed=ears.judged)
        time.sleep(POLL_SECONDS)
    progress.update(bar, completed=ears.judged)


def _settle(running: Running, ears: Ears) -> None:
    """Wait until every order is over."""
    archive, guild = archive_of(running), _guild(running)
    deadline = time.monotonic() + STILL_SECONDS
    while time.monotonic() < deadline:
        if all(order.state.is_final for order in archive.orders(guild)):
            return
        time.sleep(1.0)
    ears.troubles.append("some orders were still open when the report was made")


def _report(
    running: Running,
    stage: Stage,
    ears: Ears,
    *,
    sent: Mapping[str, datetime],
    seconds: float,
    started: datetime,
) -> Report:
    archive, guild = archive_of(running), _guild(running)
    texts = {
        identity: message["content"] for identity, message in zip(sent, stage.messages, strict=True)
    }
    clean = list(archive.clean(guild, started, datetime.now(UTC)))
    cases, flags = list(archive.cases(guild)), list(archive.flags(guild))
    decided: list[tuple[Evidence, Decision, int | None]] = [
        (case.evidence, case.decision, case.number)
        for case in cases
        if case.evidence and case.decision
    ]
    decided += [(flag.evidence, flag.decision, None) for flag in flags if flag.case is None]
    keys = [judged.evidence.key for judged in clean] + [found.key for found, _, _ in decided]
    judged_at = {str(one.evidence.message): one.evidence.judged_at for one in clean}
    judged_at |= {str(found.message): found.judged_at for found, _, _ in decided}
    messages = {key.partition(":")[0] for key in keys} & set(sent)
    outcomes = [
        outcome_of(
            found,
            decision,
            names=stage.names,
            text=texts.get(str(found.message), ""),
            case=number,
            policy=running.policy,
        )
        for found, decision, number in sorted(decided, key=lambda one: one[0].message)
    ]

    return Report(
        received=len(sent),
        judged=len(messages),
        flagged=sum(1 for one in outcomes if one.action == Action.FLAG),
        acted=counted(outcomes),
        lost=len(set(sent) - messages),
        judged_twice=len(keys) - len(set(keys)),
        seconds=round(seconds, 2),
        messages_per_second=round(len(sent) / seconds, 1) if seconds else 0.0,
        to_decision_ms=latency(
            [(sent[message], at) for message, at in judged_at.items() if message in sent]
        ),
        to_call_ms=latency(
            [
                (sent[message], at)
                for order, at in ears.called.items()
                if (message := order.split(":")[1]) in sent
            ]
        ),
        violations=len(running.fake.violations()),
        outcomes=outcomes,
    )


def archive_of(running: Running) -> DynamoArchive:
    """What the running system has on record."""
    environment = running.environment

    bound = partial(
        tables.bound,
        region=environment["AWS_REGION"],
        endpoint=environment["AWS_ENDPOINT_URL"],
        keys=(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]),
    )

    return DynamoArchive(
        cases=bound(tables.CaseItem, environment["TABLE_CASES"]),
        flags=bound(tables.FlagItem, environment["TABLE_FLAGS"]),
        orders=bound(tables.OrderItem, environment["TABLE_ORDERS"]),
        evidence=bound(tables.EvidencePage, environment["TABLE_EVIDENCE"]),
    )


def _guild(running: Running) -> GuildId:
    return GuildId(int(running.fake.look("state")["id"]))


def _show(report: Report, console: Console) -> None:
    rows = [_row(one) for one in report.outcomes[:SHOWN]]
    if rows:
        columns = ["action", "channel", "member", "said", "final", "why"]
        console.print(table("What would have happened", columns, rows))
    if len(report.outcomes) > SHOWN:
        console.print(f"… and {len(report.outcomes) - SHOWN} more: --json FILE has them all.")
    acted = ", ".join(f"{count} {action}" for action, count in report.acted.items()) or "none"
    figures = [
        ["received", str(report.received)],
        ["judged", str(report.judged)],
        ["lost", str(report.lost)],
        ["judged twice", str(report.judged_twice)],
        ["flagged for people", str(report.flagged)],
        ["acted on", acted],
        ["requests that Discord's contract refuses", str(report.violations)],
        ["time", f"{report.seconds} s, {report.messages_per_second} messages a second"],
        ["message to decision", _span(report.to_decision_ms)],
        ["message to Discord's call", _span(report.to_call_ms)],
    ]
    console.print(table("Figures", ["what", "how much"], figures))


def _row(one: Outcome) -> list[str]:
    action = f"{one.action} (wanted {one.wanted})" if one.limits else one.action
    why = f"{one.why}; behaviour {one.behaviour:.2f}, context {one.context:.2f}"
    return [action, one.channel, one.user, one.text, f"{one.final:.2f}", why]


def _span(found: Latency) -> str:
    return "—" if found.p50 is None else f"p50 {found.p50} ms, p99 {found.p99} ms"


def _rest(facts: Mapping[str, Any]) -> str:
    known = ("event", "level", "process", "at")
    return " ".join(f"{name}={value}" for name, value in facts.items() if name not in known)


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield progress
