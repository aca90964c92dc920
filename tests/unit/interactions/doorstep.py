"""An endpoint with a fixed clock and stores that tests choose, without any AWS."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, cast

from nacl.signing import SigningKey

from app.discord.custom_id import CustomIds
from app.domain.policies.policy import Policy
from app.interactions.endpoint import InteractionEndpoint
from app.interactions.registry import all_routes
from app.interactions.routes import Route, Router
from app.interactions.signature import Verifier
from app.ports.errors import Unavailable
from app.services.ask_to_erase import AskToErase
from app.services.change_policy import ChangePolicy
from app.services.command_raids import CommandRaids
from app.services.decide_appeal import DecideAppeal
from app.services.open_appeal import OpenAppeal
from app.services.reset_guild import ResetGuild
from app.services.show_case import ShowCase
from app.services.show_reputation import ShowReputation
from app.services.take_suggestions import TakeSuggestions
from tests.door import KEY, SECRET, public_key

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WINDOW = timedelta(seconds=300)
CUSTOM_IDS = CustomIds(SECRET.encode())


class Unreachable:
    """Every store at once, and none of them answers."""

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        def fail(*_arguments: object, **_named: object) -> NoReturn:
            raise Unavailable(f"{name}: refused by the test")

        return fail


class Untouchable:
    """A store that must not be asked anything."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"{name} was used")


class Remembering:
    """Replies in a dictionary: one process, one test."""

    def __init__(self) -> None:
        self.kept: dict[int, bytes | None] = {}

    def claim(self, interaction: int, *, now: datetime, until: datetime) -> bool:
        assert now < until
        mine = interaction not in self.kept
        self.kept.setdefault(interaction, None)
        return mine

    def keep(self, interaction: int, reply: bytes, *, until: datetime) -> None:
        assert until > NOW
        self.kept[interaction] = reply

    def first(self, interaction: int) -> bytes | None:
        return self.kept[interaction]


class Ticking:
    """A clock that moves only while somebody waits."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def real_routes(stores: object) -> tuple[Route, ...]:
    anything = cast("Any", stores)
    change = ChangePolicy(policies=anything, clock=lambda: NOW, faults_of=lambda _: ())
    erase = AskToErase(erasures=anything, guilds=anything, clock=lambda: NOW)
    return tuple(
        all_routes(
            show_case=ShowCase(cases=anything),
            open_appeal=OpenAppeal(
                cases=anything, appeals=anything, guilds=anything, clock=lambda: NOW
            ),
            decide_appeal=DecideAppeal(
                cases=anything,
                appeals=anything,
                guilds=anything,
                members=anything,
                clock=lambda: NOW,
            ),
            command_raids=CommandRaids(raids=anything, guilds=anything, clock=lambda: NOW),
            policies=anything,
            change_policy=change,
            reset_guild=ResetGuild(change=change, erase=erase, first_policy=Policy()),
            erase=erase,
            suggestions=TakeSuggestions(
                calibrations=anything,
                policies=anything,
                trials=anything,
                change=change,
                clock=lambda: NOW,
            ),
            show_reputation=ShowReputation(
                reputations=anything, members=anything, guilds=anything, clock=lambda: NOW
            ),
            custom_ids=CUSTOM_IDS,
        )
    )


def an_endpoint(
    *,
    routes: tuple[Route, ...] | None = None,
    replies: object | None = None,
    keys: tuple[SigningKey, ...] = (KEY,),
    clock: Ticking | None = None,
) -> InteractionEndpoint:
    clock = clock or Ticking()

    return InteractionEndpoint(
        verifier=Verifier([public_key(key) for key in keys]),
        window=WINDOW,
        router=Router(real_routes(Unreachable()) if routes is None else routes, CUSTOM_IDS),
        replies=cast("Any", Remembering() if replies is None else replies),
        clock=clock,
        pause=clock.pause,
        patience=timedelta(seconds=2),
    )
