import random

import pytest

from app.adapters.discord.breaker import BRAKE_FROM, LIMIT, SPACING, WINDOW, Breaker
from app.adapters.discord.capabilities import REMEMBERED, Capabilities
from app.adapters.discord.routes import Route, channel, guild
from app.ports.discord_api import Forbidden


def test_at_200_refusals_in_ten_minutes_nothing_goes_any_more() -> None:
    """RS-5."""
    breaker = Breaker(brake_from=LIMIT)
    for number in range(LIMIT):
        assert breaker.wait(float(number)) == 0.0
        breaker.refused(float(number))

    assert breaker.wait(300.0) == pytest.approx(WINDOW - 300.0)
    assert breaker.open_for(300.0) == pytest.approx(WINDOW - 300.0)
    assert breaker.wait(WINDOW) == 0.0, "the first refusal is forgotten"


def test_a_few_refusals_slow_nothing_down() -> None:
    breaker = Breaker()
    for _ in range(BRAKE_FROM - 1):
        breaker.refused(0.0)

    assert [breaker.wait(1.0) for _ in range(100)] == [0.0] * 100


def test_many_refusals_space_the_calls_out() -> None:
    breaker = Breaker()
    for _ in range(BRAKE_FROM):
        breaker.refused(0.0)

    assert breaker.wait(1.0) == 0.0
    assert breaker.wait(1.0) == pytest.approx(SPACING)
    assert breaker.wait(1.0 + SPACING) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_a_storm_of_thirty_percent_refusals_stays_under_a_hundred(seed: int) -> None:
    """G-4: at most 100 in any ten minutes, with calls that want to go all the time."""
    breaker, chance = Breaker(), random.Random(seed)
    refusals: list[float] = []
    now = 0.0
    while now < 1800.0:
        wait = breaker.wait(now)
        if wait:
            now += wait
            continue
        now += 0.05
        if chance.random() < 0.3:
            breaker.refused(now)
            refusals.append(now)

    for start in refusals:
        assert sum(start <= one < start + WINDOW for one in refusals) <= 100


DELETE = channel("DELETE", 7, "/messages/{}", 1)


def refused(route: Route, code: int, asked: Route, *, after: float = 1.0) -> bool:
    capabilities = Capabilities()
    capabilities.lost(route, Forbidden(403, code), 0.0)
    try:
        capabilities.check(asked, after)
    except Forbidden as error:
        return error.code == code
    return False


def test_what_a_channel_refused_is_not_asked_there_again() -> None:
    """RS-6, T-22."""
    assert refused(DELETE, 50013, channel("DELETE", 7, "/messages/{}", 2))
    assert refused(DELETE, 50001, channel("DELETE", 7, "/messages/{}", 2))


def test_it_is_asked_elsewhere_and_otherwise() -> None:
    assert not refused(DELETE, 50013, channel("DELETE", 8, "/messages/{}", 1))
    assert not refused(DELETE, 50013, channel("POST", 7, "/messages"))
    assert not refused(DELETE, 60003, DELETE)


def test_it_is_asked_again_after_a_while() -> None:
    assert not refused(DELETE, 50013, DELETE, after=REMEMBERED)


def test_one_member_who_ranks_too_high_hides_no_other() -> None:
    kick = guild("DELETE", 3, "/members/{}", 10)

    assert refused(kick, 50013, kick)
    assert not refused(kick, 50013, guild("DELETE", 3, "/members/{}", 11))
    assert refused(kick, 50001, guild("DELETE", 3, "/members/{}", 11))
