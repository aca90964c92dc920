"""What came of a scene, from what the processes log and from what the made-up Discord shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.ids import made_at
from app.domain.raids.level import Level, highest
from app.local.discord.client import FakeDiscordClient
from app.local.drill.scene import Scene
from app.local.supervisor import Line


@dataclass(slots=True, kw_only=True)
class Heard:
    """Log lines that tell of one server."""

    decided: list[Mapping[str, Any]] = field(default_factory=list)
    raids: list[Mapping[str, Any]] = field(default_factory=list)


class Ears:
    """Listens to every process; `tell` may be called from another thread."""

    def __init__(self) -> None:
        self.judged = 0
        self.troubles: list[str] = []
        self._by_guild: dict[str, Heard] = defaultdict(Heard)

    def of(self, guild: str) -> Heard:
        """What was heard of one server."""
        return self._by_guild[guild]

    def tell(self, line: Line) -> None:
        """Listen to one line."""
        facts = line.facts
        event = str(facts.get("event"))
        if event == "judged":
            self.judged += int(facts.get("judged") or 0)
        elif event in ("ended", "failed", "output") or facts.get("level") == "error":
            self.troubles.append(f"{line.program}: {event} {facts.get('text') or ''}".strip())
        elif event == "decided":
            self.of(str(facts["guild"])).decided.append(facts)
        elif event == "raid":
            self.of(str(facts["guild"])).raids.append(facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a scene came to.

    `noticed_after` counts messages up to the first that was acted on; `raid_after` those that were
    written when it was called a raid. `turned_away` could not join any more.
    """

    scene: Scene
    messages: int
    noticed_after: int | None
    removed: int
    warned: int
    timed_out: int
    flagged: int
    raid: Level
    raid_after: int | None
    turned_away: int
    wronged: Sequence[str]

    @property
    def as_wished(self) -> bool:
        noticed = self.noticed_after is not None or self.raid.is_raid
        return not self.wronged and (noticed or not self.scene.is_attack)


def outcome_of(
    scene: Scene,
    *,
    ids: Sequence[str],
    authors: Sequence[str],
    turned_away: Sequence[str],
    heard: Heard,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    discord: FakeDiscordClient,
) -> Outcome:
    """Compare the server before and after, and read what was decided.

    Args:
        scene: what was played.
        ids: the messages' ids in order.
        authors: who wrote each.
        turned_away: who could not join.
        heard: the log of this server.
        before: the server's state when everybody had joined and nobody had written.
        after: its state now.
        discord: to see which messages are left.
    """
    acted = [one for one in heard.decided if one.get("action") != "none"]
    places = [ids.index(str(one["message_id"])) for one in acted if str(one["message_id"]) in ids]
    left = _left(discord, after)
    removed = [author for one, author in zip(ids, authors, strict=True) if one not in left]
    names: dict[str, str] = dict(after["people"])
    timed_out = {names[user] for user in after["timeouts"]}
    gone = {_name(one) for one in before["members"]} - {_name(one) for one in after["members"]}
    felt = {names.get(str(one["member"]), "") for one in acted if one["action"] != "flag"}
    touched = {*removed, *timed_out, *gone, *felt}

    return Outcome(
        scene=scene,
        messages=len(ids),
        noticed_after=min(places) + 1 if places else None,
        removed=len(removed),
        warned=sum(one["action"] == "warn" for one in acted),
        timed_out=len(timed_out),
        flagged=sum(one["action"] == "flag" for one in acted),
        raid=_level(heard.raids),
        raid_after=_written_by(heard.raids, ids),
        turned_away=len(turned_away),
        wronged=sorted((touched | set(turned_away)) - scene.culprits),
    )


def _left(discord: FakeDiscordClient, state: Mapping[str, Any]) -> set[str]:
    return {
        message["id"]
        for channel in state["channels"]
        for message in discord.look("messages", channel=channel["id"], limit=1000)
    }


def _name(member: Mapping[str, Any]) -> str:
    return str(member["user"]["username"])


def _level(lines: Sequence[Mapping[str, Any]]) -> Level:
    """The highest level that was reached."""
    return highest(*(Level(str(one["kind"])) for one in lines))


def _written_by(lines: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> int | None:
    """How many messages were written when it was first called a raid."""
    raids = [one for one in lines if Level(str(one["kind"])).is_raid]
    if not raids:
        return None
    at = datetime.fromisoformat(str(raids[0]["at"]))

    return sum(made_at(int(one)) <= at for one in ids)
