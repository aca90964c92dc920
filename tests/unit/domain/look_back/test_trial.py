"""What a draft in shadow has counted."""

from datetime import date, timedelta

from app.domain.action import Action
from app.domain.look_back.shadow import draft_of
from app.domain.look_back.trial import DAYS_KEPT, Trial, TrialDay, count, next_count
from app.domain.policies.policy import Policy, Thresholds
from app.domain.policies.rules import Rules, WordRule
from app.domain.record.change import Change
from tests.factories import NOW, a_signal
from tests.pasts import a_past

STRICT = Policy(thresholds=Thresholds(warn=0.2))
DAY = 86_400.0


def test_it_counts_by_day_what_the_draft_would_have_done_and_how_that_differs() -> None:
    pasts = [
        a_past(0.25, user=1),
        a_past(0.4, user=2),
        a_past(0.1, user=3),
        a_past(0.25, user=1, after=DAY),
    ]
    found = count(pasts, draft_of(STRICT))

    assert found == {
        date(2026, 11, 21): TrialDay(
            decided=3,
            acts={Action.WARN: 2},
            changes={Change.ADDED: 1, Change.SAME: 2},
        ),
        date(2026, 11, 22): TrialDay(decided=1, acts={Action.WARN: 1}, changes={Change.ADDED: 1}),
    }


def test_it_counts_by_rule_only_where_the_draft_would_have_acted() -> None:
    rules = Rules(
        words=(WordRule(name="x", words=("x",)), WordRule(name="y", words=("y",), shadow=True))
    )
    signals = (a_signal(0.1), a_signal(1, "x", "words"), a_signal(1, "y", "words"))
    (day,) = count([a_past(0.06, signals=signals)], draft_of(Policy(rules=rules))).values()

    assert day.rules == {"words:x": 1}
    assert day.acts == {Action.DELETE: 1}


def test_what_is_counted_later_is_added_to_its_day_and_old_days_fall_off() -> None:
    one = TrialDay(decided=2, acts={Action.WARN: 1}, rules={"words:x": 1})
    trial = Trial(policy=STRICT, since=NOW, counted_until=NOW)
    today = NOW.date()

    twice = trial.counted({today: one}, NOW).counted({today: one}, NOW + timedelta(hours=1))
    assert twice.days == {today: TrialDay(decided=4, acts={Action.WARN: 2}, rules={"words:x": 2})}
    assert twice.counted_until == NOW + timedelta(hours=1)

    month = timedelta(days=DAYS_KEPT + 1)
    later = twice.counted({today + month: one}, NOW + month)
    assert list(later.days) == [today + month]
    assert later.total == one
    assert later.read_at(7).revision == 7


def test_an_hour_is_counted_once_its_pages_are_there() -> None:
    trial = Trial(policy=STRICT, since=NOW, counted_until=NOW + timedelta(minutes=20))
    assert next_count(trial) == NOW + timedelta(hours=1, minutes=5)
