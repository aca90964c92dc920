"""`python -m app drill`: does this policy see attacks, and does it leave the innocent alone?

Every scene is played on a made-up server of its own, through every process of production.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
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
)

from app.domain.ids import GuildId, snowflake_at
from app.domain.policies.policy import Policy
from app.local.discord.client import ControlError, FakeDiscordClient
from app.local.drill.report import as_json, shown
from app.local.drill.scene import STAFF, Edit, Join, Say, Scene, channel_id
from app.local.drill.scenes import scenes
from app.local.drill.watch import Ears, Outcome, outcome_of
from app.local.replay.run import archive_of, without_token
from app.local.runner import local_options
from app.local.stack import client
from app.local.system import Running, system

PACE_SECONDS = 0.08
"""Between two steps: a fast raid writes about twelve times a second."""
PATIENCE_SECONDS = 180.0
CALM_SECONDS = 2.5
"""Nothing is judged and nothing happens on Discord for so long: the scene is over."""
POLL_SECONDS = 0.1
SERVERS_MADE = timedelta(hours=1)
"""Ago: no id of a scene's server is one that Discord gives now."""
TROUBLES_SHOWN = 5
LATE_AFTER = timedelta(days=2)
_WAITING = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
_CALLED = re.compile(r"@(\w+)")


class UnknownSceneError(Exception):
    """There is no scene of that name; the text lists those there are."""


def drill(
    console: Console,
    *,
    policy: Path | None = None,
    only: Sequence[str] = (),
    data: Path | None = None,
    report_to: Path | None = None,
    patience: float | None = None,
) -> int:
    """Play the scenes and report; status 0 when all went as wished, 2 otherwise.

    `patience` is that of the processes with each other (`Options`).

    Raises:
        UnknownSceneError: `only` names a scene that does not exist.
    """
    chosen = _chosen(only)
    ears = Ears()
    options = local_options(
        environment=without_token(),
        data=data,
        policy=policy,
        adapt=_patient,
        limits="off",
        patience=patience,
    )
    with system(options, tell=ears.tell) as running, _progress(console) as progress:
        outcomes = play(chosen, running, ears, progress)
    console.print(shown(outcomes))
    for trouble in ears.troubles[:TROUBLES_SHOWN]:
        console.print(trouble, style="yellow", markup=False)
    if report_to:
        report_to.write_bytes(orjson.dumps(as_json(outcomes), option=orjson.OPT_INDENT_2))
        console.print(f"Written to {report_to}.")

    return 0 if all(outcome.as_wished for outcome in outcomes) and not ears.troubles else 2


@dataclass(slots=True, kw_only=True)
class Stage:
    """A scene on its server, and what was written there so far."""

    scene: Scene
    guild: str
    people: dict[str, str]
    before: dict[str, Any]
    now: datetime
    ids: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    turned_away: list[str] = field(default_factory=list)


def play(
    chosen: Sequence[Scene], running: Running, ears: Ears, progress: Progress
) -> list[Outcome]:
    """All scenes at the same time, as servers are."""
    discord = running.fake
    discord.act("guilds", **STAFF)
    now = datetime.now(UTC)
    first = snowflake_at(now - SERVERS_MADE)
    stages = [
        _stage(discord, scene, str(first + 100 * number), now)
        for number, scene in enumerate(chosen)
    ]
    _calm_down(running, ears, ())
    bar = progress.add_task("playing", total=sum(len(scene.steps) for scene in chosen))
    with ThreadPoolExecutor(max_workers=len(stages)) as threads:
        for done in [threads.submit(_act_out, stage, discord, progress, bar) for stage in stages]:
            done.result()
    progress.update(bar, description="waiting until everything is done")
    _settle(running, ears, stages)

    return [
        outcome_of(
            stage.scene,
            ids=stage.ids,
            authors=stage.authors,
            turned_away=stage.turned_away,
            heard=ears.of(stage.guild),
            before=stage.before,
            after=discord.look("state", guild=stage.guild),
            discord=discord,
        )
        for stage in stages
    ]


def _stage(discord: FakeDiscordClient, scene: Scene, guild: str, now: datetime) -> Stage:
    people = dict(discord.act("guilds", **scene.guild(guild))["members"])
    before = discord.look("state", guild=guild)

    return Stage(scene=scene, guild=guild, people=people, before=before, now=now)


def _act_out(stage: Stage, discord: FakeDiscordClient, progress: Progress, bar: TaskID) -> None:
    """One step after the other, as fast as a crowd is."""
    for step in stage.scene.steps:
        match step:
            case Join():
                _join(discord, stage, step)
            case Say():
                _say(discord, stage, step)
            case Edit():
                discord.act("edit", message_id=stage.ids[step.message], content=step.text)
        progress.advance(bar)
        time.sleep(PACE_SECONDS)


def _join(discord: FakeDiscordClient, stage: Stage, step: Join) -> None:
    """Once invites are paused, nobody joins any more."""
    try:
        joined = discord.act("join", guild=stage.guild, name=step.name, created=step.days)
    except ControlError as error:
        if error.code is None:
            raise
        stage.turned_away.append(step.name)
        return
    stage.people[step.name] = joined["user_id"]
    stage.before["members"].append({"user": {"username": step.name}})


def _chosen(only: Sequence[str]) -> tuple[Scene, ...]:
    known = scenes()
    unknown = sorted(set(only) - {scene.name for scene in known})
    if unknown:
        names = ", ".join(scene.name for scene in known)
        raise UnknownSceneError(f"no scene {', '.join(unknown)}: there are {names}")

    return tuple(scene for scene in known if not only or scene.name in only)


def _say(discord: FakeDiscordClient, stage: Stage, step: Say) -> None:
    """Write as the member, if on the server; `@name` becomes a mention."""
    if step.by not in stage.people:
        return
    more: dict[str, Any] = {"guild": stage.guild}
    if step.ago:
        more["at"] = (stage.now - timedelta(minutes=step.ago)).isoformat()
    if step.attachments:
        more["attachments"] = [dict(one) for one in step.attachments]
    if step.reply_to is not None:
        more["reply_to"] = stage.ids[step.reply_to]
    text = _CALLED.sub(lambda called: _mention(called, stage.people), step.text)
    place = channel_id(stage.guild, step.channel)
    try:
        stage.ids.append(discord.say(stage.people[step.by], place, text, **more))
    except ControlError as error:
        if error.code is None:
            raise
        return  # timed out by now, or gone
    stage.authors.append(step.by)


def _mention(called: re.Match[str], people: Mapping[str, str]) -> str:
    return f"<@{people[called[1]]}>" if called[1] in people else called[0]


def _settle(running: Running, ears: Ears, stages: Sequence[Stage]) -> None:
    """Until everything is judged, and nothing more has happened for a while."""
    expected = sum(len(stage.ids) for stage in stages)
    _wait(lambda: ears.judged >= expected)
    _calm_down(running, ears, stages)


def _calm_down(running: Running, ears: Ears, stages: Sequence[Stage]) -> None:
    """Our own cards are messages, too, which are judged; so they count as something happening."""

    def happened() -> tuple[int, int]:
        return ears.judged, len(running.fake.effects(applied=None))

    seen, since = happened(), time.monotonic()
    deadline = since + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        if (now := happened()) != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - since > CALM_SECONDS and not _under_way(running, stages):
            return


def _under_way(running: Running, stages: Sequence[Stage]) -> bool:
    """Whether something waits in a queue, or an order is not over: a slow machine may pause."""
    sqs = client("sqs", running.environment["AWS_ENDPOINT_URL"])
    for queue in ("EVENTS_QUEUE_URL", "ORDERS_QUEUE_URL"):
        counts = sqs.get_queue_attributes(
            QueueUrl=running.environment[queue], AttributeNames=_WAITING
        )["Attributes"]
        if any(int(count) for count in counts.values()):
            return True
    archive = archive_of(running)
    guilds = [GuildId(int(stage.guild)) for stage in stages]

    return any(not order.state.is_final for one in guilds for order in archive.orders(one))


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not until() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _patient(policy: Policy) -> Policy:
    """A scene that tells of the last hour is not too late."""
    return replace(policy, late_after=LATE_AFTER)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
