"""The rate limiter against a simulated Discord, in virtual time: no call goes too early."""

import heapq
import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.discord.bucket import UNTIL_ANSWERED, Bucket, Told
from app.adapters.discord.limits import Limits, Ticket
from app.adapters.discord.routes import Route, channel, reply

LOST = 2.0
"""Seconds after which a call without an answer is given up."""


@dataclass(slots=True)
class Window:
    ends: float = 0.0
    count: int = 0


@dataclass(slots=True)
class SimulatedDiscord:
    """Fixed windows by bucket and channel. Calls and answers travel for a while."""

    limit: int
    length: float
    shared: bool
    chance: random.Random
    slowest: float
    loss: float = 0.0
    remap_at: float = float("inf")
    windows: dict[tuple[str, str], Window] = field(default_factory=lambda: defaultdict(Window))
    overruns: list[tuple[float, Route]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)

    def bucket(self, route: Route, now: float) -> str:
        name = "all" if self.shared else route.key
        return f"{name}-{now >= self.remap_at}"

    def serve(self, route: Route, now: float) -> tuple[Told, float]:
        """What the headers say, and the seconds of a 429 (0 for a success)."""
        name = self.bucket(route, now)
        window = self.windows[name, route.major]
        if now >= window.ends:
            window.ends, window.count = now + self.length, 0
        window.count += 1
        self.arrivals.append(now)
        over = window.count > self.limit
        if over:
            self.overruns.append((now, route))
        told = Told(
            bucket=name,
            limit=self.limit,
            remaining=max(0, self.limit - window.count),
            reset_after=window.ends - now,
            reset=1e9 + window.ends,
        )
        return told, window.ends - now if over else 0.0

    def delay(self) -> float:
        return self.chance.uniform(0.001, self.slowest)


@dataclass(slots=True)
class Run:
    """All calls wait at the limiter from the start, as many threads would."""

    discord: SimulatedDiscord
    limits: Limits
    calls: list[Route]
    sent: list[float] = field(default_factory=list)
    finished: int = 0
    now: float = 0.0

    def learn(self) -> None:
        """Call every route once, one after the other."""
        for route in dict.fromkeys(self.calls):
            asked = self.limits.ask(route, self.now)
            while not isinstance(asked, Ticket):
                self.now += asked
                asked = self.limits.ask(route, self.now)
            told, seconds = self.discord.serve(route, self.now)
            if seconds:
                self.limits.refused(asked, told, self.now, seconds=seconds, everything=False)
            else:
                self.limits.answered(asked, told, self.now, succeeded=True)
        self.discord.overruns.clear()

    def play(self) -> None:
        waiting = list(self.calls)
        events: list[tuple[float, int, str, object]] = []
        order = itertools.count()
        while waiting or events:
            wake = UNTIL_ANSWERED
            for route in list(waiting):
                asked = self.limits.ask(route, self.now)
                if isinstance(asked, Ticket):
                    waiting.remove(route)
                    self.sent.append(self.now)
                    arrival = self.now + self.discord.delay()
                    heapq.heappush(events, (arrival, next(order), "arrives", (asked,)))
                else:
                    wake = min(wake, asked)
            due = events[0][0] if events else UNTIL_ANSWERED
            assert min(due, self.now + wake) < 1e6, "calls wait for ever"
            if self.now + wake < due:
                self.now += wake
                continue
            self.now, _, what, about = heapq.heappop(events)
            if what == "arrives":
                self._arrives(events, order, *about)  # type: ignore[misc]
            else:
                self._comes_back(*about)  # type: ignore[misc]

    def _arrives(
        self,
        events: list[tuple[float, int, str, object]],
        order: "itertools.count[int]",
        ticket: Ticket,
    ) -> None:
        told, seconds = self.discord.serve(ticket.route, self.now)
        lost = self.discord.chance.random() < self.discord.loss
        back = self.now + (LOST if lost else self.discord.delay())
        answer = (ticket, None if lost else told, seconds)
        heapq.heappush(events, (back, next(order), "answer", answer))

    def _comes_back(self, ticket: Ticket, told: Told | None, seconds: float) -> None:
        if seconds:
            self.limits.refused(ticket, told, self.now, seconds=seconds, everything=False)
        else:
            self.limits.answered(ticket, told, self.now, succeeded=told is not None)
        self.finished += 1


ROUTES = [
    channel("POST", 1, "/messages"),
    channel("POST", 2, "/messages"),
    channel("DELETE", 1, "/messages/{}", 9),
]


@st.composite
def runs(draw: st.DrawFn) -> Run:
    discord = SimulatedDiscord(
        limit=draw(st.integers(1, 8)),
        length=draw(st.floats(0.2, 5.0)),
        shared=draw(st.booleans()),
        chance=random.Random(draw(st.integers(0, 10**6))),
        slowest=draw(st.floats(0.002, 0.9)),
        loss=draw(st.sampled_from([0.0, 0.0, 0.2])),
        remap_at=draw(st.sampled_from([float("inf"), 1.0, 3.0])),
    )
    calls = draw(st.lists(st.sampled_from(ROUTES), min_size=1, max_size=40))

    return Run(discord=discord, limits=Limits(), calls=calls)


@settings(max_examples=150, deadline=None)
@given(runs())
def test_no_bucket_is_overrun_once_it_is_known(run: Run) -> None:
    """RS-2, G-4: whatever the delays, lost answers, renamed buckets; and all get through."""
    run.learn()
    run.play()

    assert run.finished == len(run.calls)
    assert run.discord.overruns == []


@settings(max_examples=50, deadline=None)
@given(runs())
def test_all_calls_get_through_even_while_buckets_are_unknown(run: Run) -> None:
    run.play()

    assert run.finished == len(run.calls)


@settings(max_examples=15, deadline=None)
@given(st.integers(50, 300), st.integers(0, 10**6))
def test_in_any_second_at_most_45_calls_arrive(count: int, seed: int) -> None:
    """RS-4, G-4: with calls that travel up to 100 ms."""
    calls = [channel("POST", number % 90, "/messages") for number in range(count)]
    discord = SimulatedDiscord(
        limit=100, length=1.0, shared=False, chance=random.Random(seed), slowest=0.1
    )
    run = Run(discord=discord, limits=Limits(), calls=calls)
    run.play()

    for times in (sorted(run.sent), sorted(discord.arrivals)):
        for earlier, later in zip(times, times[45:], strict=False):
            assert later - earlier >= 1.0
    assert run.finished == count


def test_replies_to_interactions_do_not_count_among_the_bot_s_calls() -> None:
    """RS-4: they carry a token of their own."""
    limits = Limits(per_second=1)
    assert isinstance(limits.ask(channel("POST", 1, "/messages"), 0.0), Ticket)

    assert isinstance(limits.ask(channel("POST", 2, "/messages"), 0.0), float)
    assert isinstance(limits.ask(reply(5, "token"), 0.0), Ticket)


def test_a_global_limit_stops_everything_of_the_bot() -> None:
    """RS-3."""
    limits = Limits()
    ticket = limits.ask(ROUTES[0], 0.0)
    assert isinstance(ticket, Ticket)
    limits.refused(ticket, None, 1.0, seconds=5.0, everything=True)

    assert limits.ask(ROUTES[1], 2.0) == pytest.approx(4.0)
    assert isinstance(limits.ask(ROUTES[1], 6.0), Ticket)


def test_a_route_without_a_limit_is_not_held_back() -> None:
    limits = Limits()
    ticket = limits.ask(ROUTES[0], 0.0)
    assert isinstance(ticket, Ticket)
    limits.answered(ticket, None, 0.1, succeeded=True)

    assert all(isinstance(limits.ask(ROUTES[0], 0.2), Ticket) for _ in range(20))


def test_the_first_call_of_a_route_goes_alone() -> None:
    """RS-2: limits are never guessed."""
    limits = Limits()
    first = limits.ask(ROUTES[0], 0.0)
    assert isinstance(first, Ticket)
    assert limits.ask(ROUTES[0], 0.0) == UNTIL_ANSWERED

    limits.answered(first, told(limit=5, remaining=4), 0.1, succeeded=True)

    assert [isinstance(limits.ask(ROUTES[0], 0.1), Ticket) for _ in range(5)] == [True] * 4 + [
        False
    ]


def test_a_first_call_that_is_lost_is_followed_by_another() -> None:
    limits = Limits()
    first = limits.ask(ROUTES[0], 0.0)
    assert isinstance(first, Ticket)
    limits.answered(first, None, 5.0, succeeded=False)

    assert isinstance(limits.ask(ROUTES[0], 5.0), Ticket)


def test_an_answer_that_comes_late_does_not_raise_the_count() -> None:
    bucket = Bucket()
    for _ in range(3):
        bucket.take()
        bucket.back()
    bucket.learn(told(limit=5, remaining=2, reset=100.0), 0.0)
    bucket.learn(told(limit=5, remaining=4, reset=100.0), 0.3)

    assert bucket.remaining == 2


def test_an_answer_of_an_earlier_window_is_no_longer_of_interest() -> None:
    bucket = Bucket()
    bucket.learn(told(limit=5, remaining=4, reset=200.0), 0.0)
    bucket.learn(told(limit=5, remaining=0, reset=100.0), 0.1)

    assert bucket.ask(0.2) == 0.0
    assert bucket.remaining == 4


def told(*, limit: int, remaining: int, reset: float = 100.0) -> Told:
    return Told(bucket="b", limit=limit, remaining=remaining, reset_after=1.0, reset=reset)
