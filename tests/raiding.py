"""A raid as tests need it: `moderate`, the door and the executor around one fake Discord."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.bootstrap.sweep import service as sweep_service
from app.config import SweepSettings, read
from app.discord.cards.raid import RAID_BUTTON_LIFE
from app.domain.ids import GuildId, UserId
from app.domain.order import Order, OrderState
from app.domain.permissions import Permission
from app.domain.policies.policy import Channels, Policy
from app.domain.raids.alert import Alert
from app.domain.raids.raid import Raid
from app.services.sweep import Sweep
from tests.door import Door, click, door, payload
from tests.execution import SECRET, Execution, execution
from tests.fake_discord import RunningFake
from tests.moderation import Moderation, envelope, guild_payload, message_payload, moderation
from tests.scripted_classifier import ScriptedClassifier

INSULT = "you are all worthless scum"
LURE = "free nitro for the first hundred people, join https://nitro.example.com right now"
_numbers = itertools.count(1)


@dataclass(kw_only=True)
class Raiding:
    """One guild, and everything that works for it; orders are carried out when a test says so."""

    run: Execution
    moderate: Moderation
    door: Door
    sweep_: Sweep
    carried: set[str] = field(default_factory=set)

    @property
    def guild(self) -> GuildId:
        return self.run.guild

    def join(self, count: int, name: str = "raider", *, age_days: float = 1.0) -> list[UserId]:
        """Accounts of one batch join, on Discord and in the events; who they are."""
        joined: list[UserId] = []
        events = []
        for _ in range(count):
            known_as = f"{name}{next(_numbers)}"
            answer = self.run.fake.control.act(
                "join", guild=str(self.guild), name=known_as, created=age_days
            )
            joined.append(UserId(int(answer["user_id"])))
            events.append(("GUILD_MEMBER_ADD", self.member_payload(joined[-1], known_as)))
        assert self.moderate.handle([envelope(self.guild, *events)]) == set()

        return joined

    def member_payload(self, user: int, name: str, **changes: Any) -> dict[str, Any]:
        """GUILD_MEMBER_ADD."""
        return {
            "guild_id": str(self.guild),
            "user": {"id": str(user), "username": name},
            "roles": [],
            "joined_at": self.now().isoformat(),
        } | changes

    def say(
        self, users: Sequence[UserId], text: Callable[[int], str], *, channel: str = "general"
    ) -> None:
        """Each says something, as somebody who joined a minute ago."""
        member = {"roles": [], "joined_at": (self.now() - timedelta(minutes=1)).isoformat()}
        events = []
        for index, user in enumerate(users):
            message = self.run.say(str(user), text(index), channel)
            events.append(
                (
                    "MESSAGE_CREATE",
                    message_payload(
                        self.guild,
                        text(index),
                        user=user,
                        id=str(message),
                        channel_id=str(self.run.channel(channel)),
                        timestamp=self.now().isoformat(),
                        member=member,
                    ),
                )
            )
        for start in range(0, len(events), 10):
            delivery = envelope(self.guild, *events[start : start + 10])
            assert self.moderate.handle([delivery]) == set()

    def now(self) -> datetime:
        return self.run.clock.now()

    def after(self, **length: float) -> None:
        """Time goes by, and the sweep does what is due by then."""
        self.run.clock.skip(timedelta(**length))
        self.sweep()

    def sweep(self) -> None:
        self.sweep_()
        self.carry_out()

    def alert(self) -> Alert:
        return self.moderate.raids.alert_now(self.guild)

    def raid(self) -> Raid:
        """The guild's raid as it stands."""
        stored = self.moderate.raids.raid(self.guild, self.alert().raid)
        assert stored is not None

        return stored.raid

    def orders(self) -> list[Order]:
        """The raid's orders, oldest first."""
        found = [one for one in self.moderate.orders(self.guild) if one.id.startswith("r:")]
        return sorted(found, key=lambda one: int(one.id.rsplit(":", 1)[1]))

    def carry_out(self) -> list[OrderState | None]:
        """Carry out what was ordered since the last time."""
        new = [
            order.id
            for order in (*self.orders(), *self.moderate.orders(self.guild))
            if order.id not in self.carried
        ]
        new = list(dict.fromkeys(new))
        self.carried.update(new)

        return [self.run.carry_out(order) for order in new]

    def click(
        self,
        operation: str,
        *,
        by: str = "ada",
        permissions: Permission = Permission.ADMINISTRATOR,
        subject: str | None = None,
    ) -> dict[str, Any]:
        """Press a button of the raid's card; the answer."""
        raid = self.raid()
        custom_id = self.door.custom_ids.sign(
            operation, self.guild, subject or raid.id, raid.began_at + RAID_BUTTON_LIFE
        )
        return self.press(custom_id, by=by, permissions=permissions)

    def press(
        self,
        custom_id: str,
        *,
        by: str = "ada",
        permissions: Permission = Permission.ADMINISTRATOR,
    ) -> dict[str, Any]:
        """Press any button; the answer."""
        user = self.run.member(by)
        return self.door.send(
            click(custom_id, guild=self.guild, user=user, permissions=permissions)
        )

    def command(self, sub: str, **options: int) -> str:
        """`/raid <sub>` by an administrator; the words of the answer."""
        listed = [{"name": key, "type": 4, "value": value} for key, value in options.items()]
        data = {
            "id": "1",
            "name": "raid",
            "type": 1,
            "options": [{"name": sub, "type": 1, "options": listed}],
        }
        return self.door.say(
            payload(
                2,
                data,
                guild=self.guild,
                user=self.run.member("ada"),
                permissions=Permission.ADMINISTRATOR,
            )
        )

    def card(self) -> dict[str, Any]:
        """The raid's card in the log channel."""
        (card,) = [one for one in self.run.messages("mod-log") if one["embeds"]]

        return card

    def labels(self) -> list[str]:
        """What the buttons of the card say."""
        rows = self.card()["components"]
        return [one["label"] for row in rows for one in row["components"]]

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.run.fake.control.look("state", guild=str(self.guild))
        return found


@dataclass(slots=True)
class _Shared:
    """What takes its time to make, and serves one test after the other; each has its own guild."""

    moderate: Moderation
    door: Door
    sweep: Sweep
    run: Execution


_made: dict[str, _Shared] = {}


def _shared(environment: Mapping[str, str], redis_url: str, run: Execution) -> _Shared:
    key = environment["AWS_ENDPOINT_URL"]
    if key not in _made:
        model = ScriptedClassifier({INSULT: 0.9})

        def now() -> datetime:
            return _made[key].run.clock.now()

        settings = read(SweepSettings, environment)
        _made[key] = _Shared(
            moderation(environment, redis_url, model, clock=now),
            door(environment, COMPONENT_SECRET=SECRET),
            sweep_service(settings, clock=now),
            run,
        )
    _made[key].run = run

    return _made[key]


@contextmanager
def raiding(
    environment: Mapping[str, str],
    redis_url: str,
    fake: RunningFake,
    **policy: Any,
) -> Iterator[Raiding]:
    """Everything wired as in production, on a guild of its own."""
    with execution(environment, fake) as run:
        made = _shared(environment, redis_url, run)
        run.keep_policy(Policy(**({"channels": Channels(log=run.channel("mod-log"))} | policy)))
        payload = guild_payload(run.guild, owner_id=str(run.member("olga")))
        made.moderate.handle([envelope(run.guild, ("GUILD_CREATE", payload))])
        at_door = replace(made.door, guild=run.guild)
        yield Raiding(run=run, moderate=made.moderate, door=at_door, sweep_=made.sweep)
