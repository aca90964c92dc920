"""The REST client over real HTTP against the fake Discord: limits, refusals, storms."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.adapters.discord import routes
from app.adapters.discord.breaker import Breaker
from app.adapters.discord.limiter import RateLimiter
from app.adapters.discord.limits import Limits, Ticket
from app.adapters.discord.rest import DiscordRest
from app.adapters.discord.routes import Route
from app.ports.discord_api import Ambiguous, DiscordRejected, Forbidden, Gone, Stopped
from app.ports.errors import PortError, Unavailable
from tests.fake_discord import AGORA, RunningFake, fake_in_thread
from tests.patience import PATIENCE

BODY = {"content": "hello", "allowed_mentions": {"parse": []}}


@pytest.fixture
def fake() -> Iterator[RunningFake]:
    """With Discord's real limits."""
    with fake_in_thread(limits={"profile": "real"}) as running:
        yield running
        assert running.control.violations() == []


@pytest.fixture
def guild(fake: RunningFake) -> dict[str, Any]:
    made: dict[str, Any] = fake.control.act("guilds", **AGORA)
    return made


@pytest.fixture
def rest(fake: RunningFake) -> Iterator[DiscordRest]:
    with calling(fake) as made:
        yield made


@contextmanager
def calling(fake: RunningFake, **changes: Any) -> Iterator[DiscordRest]:
    values: dict[str, Any] = {
        "url": fake.api_url,
        "token": fake.token,
        "monotonic": time.monotonic,
        "sleep": time.sleep,
    }
    made = DiscordRest(**(values | changes))
    yield made
    made.close()


def message(guild: dict[str, Any], channel: str = "general") -> Route:
    return routes.channel("POST", int(guild["channels"][channel]), "/messages")


def figures(fake: RunningFake) -> dict[str, Any]:
    """What the fake counted; asking for nothing changes nothing."""
    found: dict[str, Any] = fake.control.act("limits")
    return found


def fault(fake: RunningFake, kind: str, **more: Any) -> None:
    fake.control.act("faults", faults=[{"operation": "*", "kind": kind, "count": 1} | more])


def at_once(work: list[Callable[[], Any]]) -> list[Exception]:
    failures: list[Exception] = []

    def run(one: Callable[[], Any]) -> None:
        try:
            one()
        except PortError as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    return failures


def test_a_crowd_of_threads_never_overruns_a_limit(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest
) -> None:
    """RS-2: zero calls with nothing left, before the time Discord named."""
    fake.control.act("limits", limits={"create_message": [3, 0.4], "get_guild": [4, 0.3]})
    posts = [lambda: rest.call(message(guild), body=BODY)] * 12
    reads = [lambda: rest.read(routes.guild("GET", int(guild["id"])))] * 12

    assert at_once(posts + reads) == []
    counted = figures(fake)
    assert (counted["limited"], counted["early"], counted["invalid"]) == (0, 0, 0)
    assert len(fake.control.effects("create_message")) == 12


def test_buckets_that_get_other_names_meanwhile_are_followed(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest
) -> None:
    fake.control.act("limits", limits={"create_message": [3, 0.3]})
    for _ in range(3):
        assert at_once([lambda: rest.call(message(guild), body=BODY)] * 5) == []
        fake.control.act("limits", remap=True)

    assert figures(fake)["limited"] == 0


class Granting(Limits):
    """Remembers when it gave leave to call."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def ask(self, route: Route, now: float) -> Ticket | float:
        asked = super().ask(route, now)
        if isinstance(asked, Ticket):
            self.at.append(now)
        return asked


def test_in_any_second_leave_is_given_to_at_most_40_calls(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest
) -> None:
    """RS-4, G-4: so that at most 45 arrive, even when some are held up on the way."""
    fake.control.act("limits", limits={"get_guild": [1000, 1.0]})
    limits = Granting()
    rest._limiter = RateLimiter(limits, monotonic=time.monotonic)
    rest.read(routes.guild("GET", int(guild["id"])))

    def read_some() -> None:
        for _ in range(6):
            rest.read(routes.guild("GET", int(guild["id"])))

    assert at_once([read_some] * 16) == []
    assert figures(fake)["requests"] >= len(limits.at) == 97
    assert all(later - first > 1 for first, later in zip(limits.at, limits.at[40:], strict=False))


def test_of_a_crowd_at_one_channel_the_rest_is_sent_away_so_that_others_get_through(
    fake: RunningFake, guild: dict[str, Any]
) -> None:
    """G-18: a raid on one server must not keep all threads waiting at its log channel."""
    fake.control.act("limits", limits={"create_message": [1, 5.0]})
    with calling(fake, crowd=2, patience=PATIENCE) as rest:
        rest.call(message(guild), body=BODY)
        failures = at_once([lambda: rest.call(message(guild), body=BODY)] * 6)
        rest.call(message(guild, "random"), body=BODY)

    assert len(failures) == 4
    assert {type(failure) for failure in failures} == {Unavailable}
    assert len(fake.control.effects("create_message")) == 4


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
def test_a_429_is_waited_for_and_repeated(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest, scope: str
) -> None:
    """RS-3: a 429 changed nothing, so repeating it is safe."""
    fault(fake, "rate_limited", seconds=0.3, scope=scope)
    began = time.monotonic()
    rest.call(message(guild), body=BODY)

    assert time.monotonic() - began >= 0.3
    assert len(fake.control.effects("create_message")) == 1
    assert rest.invalid_requests() == (0 if scope == "shared" else 1)


def test_a_429_that_takes_too_long_is_left_for_later(
    fake: RunningFake, guild: dict[str, Any]
) -> None:
    fault(fake, "rate_limited", seconds=40)

    with calling(fake, monotonic=lambda: 0.0) as rest:
        with pytest.raises(Unavailable) as caught:
            rest.call(message(guild), body=BODY)
        assert caught.value.retry_after == pytest.approx(40)
        rest.call(message(guild, "random"), body=BODY)


def test_a_ban_of_our_address_silences_everything_for_long(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest
) -> None:
    """RS-3: a 429 without JSON is Cloudflare's."""
    assert rest.pause() == 0
    fault(fake, "cloudflare", status=429)

    with pytest.raises(Unavailable):
        rest.call(message(guild), body=BODY)
    assert rest.pause() > 500
    with pytest.raises(Unavailable):
        rest.read(routes.me())


def test_after_the_first_401_nothing_is_called_any_more(
    fake: RunningFake, guild: dict[str, Any]
) -> None:
    """RS-6, G-5."""
    with calling(fake, token="wrong") as rest:
        with pytest.raises(Stopped):
            rest.read(routes.me())
        before = figures(fake)["requests"]
        for _ in range(20):
            with pytest.raises(Stopped):
                rest.call(message(guild), body=BODY)

        assert rest.stopped
        assert rest.pause() == float("inf")
        assert figures(fake)["requests"] == before


def test_a_stale_interaction_token_stops_nothing(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest
) -> None:
    with pytest.raises(DiscordRejected):
        rest.call(routes.reply(int(fake.application_id), "no-such-token"), body=BODY)

    assert not rest.stopped
    rest.call(message(guild), body=BODY)


@pytest.mark.parametrize("kind", ["error_after", "reply_lost", "reset_before"])
def test_a_change_whose_fate_is_unknown_is_not_repeated_here(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest, kind: str
) -> None:
    fault(fake, kind, status=500)

    with pytest.raises(Ambiguous):
        rest.call(message(guild), body=BODY)
    assert len(fake.control.effects("create_message")) == (0 if kind == "reset_before" else 1)


@pytest.mark.parametrize("kind", ["error_before", "reply_lost", "reset_before"])
def test_a_read_is_repeated(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest, kind: str
) -> None:
    fault(fake, kind, status=502, count=2)

    assert rest.read(routes.guild("GET", int(guild["id"])))["name"] == "Agora"


def test_a_read_that_keeps_failing_is_left_for_later(fake: RunningFake, rest: DiscordRest) -> None:
    fault(fake, "error_before", status=502, count=3)

    with pytest.raises(Unavailable) as caught:
        rest.read(routes.me())
    assert not isinstance(caught.value, Ambiguous), "a read has no effect that could be unclear"


def test_nobody_there_is_certainly_no_effect() -> None:
    rest = DiscordRest(
        url="http://127.0.0.1:9", token="t", monotonic=time.monotonic, sleep=time.sleep
    )
    with pytest.raises(Unavailable) as caught:
        rest.call(routes.me())
    rest.close()

    assert not isinstance(caught.value, Ambiguous)


def test_what_was_forbidden_is_not_asked_again(
    fake: RunningFake, guild: dict[str, Any], rest: DiscordRest
) -> None:
    """T-22: the fake counts every request."""
    fault(fake, "refuse", status=403, code=50013)
    with pytest.raises(Forbidden):
        rest.call(message(guild), body=BODY)
    before = figures(fake)["requests"]
    with pytest.raises(Forbidden):
        rest.call(message(guild), body=BODY)

    assert figures(fake)["requests"] == before
    rest.call(message(guild, "random"), body=BODY)


def test_too_many_refusals_stop_all_calls(fake: RunningFake, guild: dict[str, Any]) -> None:
    """RS-5: long before Discord bans the address."""
    fault(fake, "refuse", status=403, code=50005, count=None)
    breaker = Breaker(limit=5, brake_from=5)
    with calling(fake, breaker=breaker, monotonic=lambda: 0.0) as rest:
        for _ in range(5):
            with pytest.raises(DiscordRejected):
                rest.call(message(guild), body=BODY)
        before = figures(fake)["requests"]
        with pytest.raises(Unavailable) as caught:
            rest.call(message(guild), body=BODY)

        assert caught.value.retry_after == pytest.approx(600)
        assert rest.pause() == pytest.approx(600)
        assert figures(fake)["requests"] == before


def test_what_is_not_there_is_gone(rest: DiscordRest) -> None:
    with pytest.raises(Gone) as caught:
        rest.read(routes.channel("GET", 1))

    assert (caught.value.status, caught.value.code) == (404, 10003)


@pytest.mark.slow
def test_a_storm_loses_nothing_and_hurts_nobody(fake: RunningFake, guild: dict[str, Any]) -> None:
    """G-4 in small: trouble for a third of all calls, from ten threads at once."""
    kinds = ["rate_limited", "error_before", "error_after", "reply_lost", "reset_before"]
    fake.control.act(
        "faults",
        faults=[
            {"operation": "create_message", "kind": kind, "probability": 0.07, "seconds": 0.05}
            for kind in kinds
        ],
        seed=7,
    )
    fake.control.act("limits", limits={"create_message": [20, 0.5]})
    chance = random.Random(7)
    with calling(fake, patience=60.0) as rest:

        def post_ten() -> None:
            for _ in range(10):
                nonce = f"{chance.randrange(10**12)}"
                until_posted({**BODY, "nonce": nonce, "enforce_nonce": True})

        def until_posted(body: dict[str, Any]) -> None:
            while True:
                try:
                    rest.call(message(guild), body=body)
                except Ambiguous:
                    continue
                return

        assert at_once([post_ten] * 10) == []
    counted = figures(fake)

    assert len(fake.control.effects("create_message")) == 100
    assert counted["early"] == 0
    assert counted["peak_per_second"] <= 45
    assert counted["invalid"] <= 100
