from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest

from app.ports.deadlines import Due
from app.ports.errors import Conflict, Unavailable
from app.services.sweep import Budget, DueJob, Sweep, SweepFailed, Swept
from tests.factories import NOW


@dataclass
class Diary:
    """Deadlines in a list."""

    open: list[Due]
    put_off_: list[Due] = field(default_factory=list)

    def due(self, now: datetime, limit: int) -> Iterator[Due]:
        yield from [one for one in self.open if one.at <= now][:limit]

    def put_off(self, due: Due, now: datetime) -> None:
        assert now >= due.at
        self.put_off_.append(due)


def some(number: int, late: timedelta = timedelta(0)) -> list[Due]:
    return [Due("guild", str(index), NOW - late) for index in range(number)]


def a_budget(things: int = 100) -> Budget:
    return Budget(things, until=1.0, monotonic=lambda: 0.0)


def test_everything_due_is_done_and_the_latest_is_told() -> None:
    acted: list[Due] = []
    diary = Diary(some(3, timedelta(seconds=20)) + some(1, timedelta(seconds=5)))
    job = DueJob("test", deadlines=diary, act=lambda due, _: acted.append(due))

    swept = job(NOW, a_budget())

    assert swept == Swept(done=4, late=timedelta(seconds=20))
    assert acted == diary.open


@pytest.mark.parametrize("fault", [Unavailable("not now"), ValueError("poison")])
def test_one_that_fails_is_put_off_and_stops_no_other(fault: Exception) -> None:
    """IS-082"""
    diary, acted = Diary(some(3)), list[str]()

    def act(due: Due, _: datetime) -> None:
        if due.sk == "1":
            raise fault
        acted.append(due.sk)

    swept = DueJob("test", deadlines=diary, act=act)(NOW, a_budget())

    assert (swept.done, swept.failed) == (2, 1)
    assert acted == ["0", "2"]
    assert diary.put_off_ == [diary.open[1]]


def test_what_somebody_else_does_at_the_same_time_is_not_put_off() -> None:
    """IS-117"""

    def act(due: Due, now: datetime) -> None:
        raise Conflict(f"{due} {now}")

    diary = Diary(some(1))
    DueJob("test", deadlines=diary, act=act)(NOW, a_budget())

    assert diary.put_off_ == []


@pytest.mark.parametrize(("things", "done", "left"), [(2, 2, True), (3, 3, False), (0, 0, True)])
def test_a_sweep_does_no_more_than_its_budget_allows(things: int, done: int, *, left: bool) -> None:
    """IS-082"""
    job = DueJob("test", deadlines=Diary(some(3)), act=lambda *_: None)

    assert job(NOW, a_budget(things)) == Swept(done=done, left=left)


def test_a_sweep_ends_when_its_time_is_over() -> None:
    ticks = count()
    budget = Budget(100, until=5.0, monotonic=lambda: float(next(ticks)))

    swept = DueJob("test", deadlines=Diary(some(50)), act=lambda *_: None)(NOW, budget)

    assert 0 < swept.done < 10
    assert swept.left


@dataclass
class Work:
    name: str
    do: Callable[[Budget], None] = lambda _: None

    def __call__(self, now: datetime, budget: Budget) -> Swept:
        assert now == NOW
        self.do(budget)
        return Swept(done=1)


def a_sweep(*jobs: Work, monotonic: Callable[[], float] = lambda: 0.0) -> Sweep:
    return Sweep(jobs, clock=lambda: NOW, monotonic=monotonic, things=10, seconds=30)


def test_a_job_that_fails_is_told_after_the_others_had_their_turn() -> None:
    def fail(_: Budget) -> None:
        raise Unavailable("not now")

    done: list[str] = []
    sweep = a_sweep(Work("bad", fail), Work("good", lambda _: done.append("good")))

    with pytest.raises(SweepFailed, match="bad"):
        sweep()
    assert done == ["good"]


def test_time_is_shared_fairly_and_what_one_leaves_goes_to_the_next() -> None:
    clock, shares = [0.0], list[float]()

    def take(seconds: float) -> Callable[[Budget], None]:
        def do(budget: Budget) -> None:
            shares.append(budget.until - clock[0])
            clock[0] += seconds

        return do

    a_sweep(
        Work("quick", take(0.0)),
        Work("slow", take(15.0)),
        Work("last", take(1.0)),
        monotonic=lambda: clock[0],
    )()

    assert shares == [10.0, 15.0, 15.0]


def test_who_has_something_left_gets_another_turn_while_there_is_time() -> None:
    """IS-082: what the others do not need is not lost."""
    clock = [0.0]
    backlog = Diary(some(25))

    def act(due: Due, _: datetime) -> None:
        clock[0] += 1.0
        backlog.open.remove(due)

    busy = DueJob("busy", deadlines=backlog, act=act)
    idle = DueJob("idle", deadlines=Diary([]), act=act)
    sweep = Sweep(
        (busy, idle), clock=lambda: NOW, monotonic=lambda: clock[0], things=100, seconds=20
    )

    assert sweep() == {"busy": Swept(done=20, left=True), "idle": Swept()}
    assert sweep()["busy"] == Swept(done=5)


def test_a_job_that_has_much_left_and_does_nothing_gets_no_other_turn() -> None:
    turns: list[str] = []

    class Stuck:
        name = "stuck"

        def __call__(self, now: datetime, budget: Budget) -> Swept:
            assert budget.things == 10
            turns.append(f"{now}")
            return Swept(left=True)

    Sweep((Stuck(),), clock=lambda: NOW, monotonic=lambda: 0.0, things=10, seconds=30)()

    assert len(turns) == 1


def test_turns_together_take_no_more_things_than_allowed() -> None:
    clock = [0.0]
    backlog = Diary(some(50))

    def act(due: Due, _: datetime) -> None:
        clock[0] += 1.0
        backlog.open.remove(due)

    jobs = (
        DueJob("busy", deadlines=backlog, act=act),
        DueJob("idle", deadlines=Diary([]), act=act),
    )
    sweep = Sweep(jobs, clock=lambda: NOW, monotonic=lambda: clock[0], things=12, seconds=1000)

    assert sweep()["busy"] == Swept(done=12, left=True)
