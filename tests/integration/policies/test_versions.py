from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.action import Mode
from app.domain.errors import NotFound, PolicyInvalid, Refused
from app.domain.policies.book import MAX_COMMENT, says_the_same
from app.domain.policies.policy import Policy, Thresholds
from app.domain.policies.presets import PRESETS
from app.ports.deadlines import Due
from app.ports.errors import Conflict
from app.services.activate_policies import ActivatePolicy
from app.services.change_policy import Wish
from tests.conftest import Aws
from tests.factories import NOW, some_facts
from tests.integration.policies.desk import MIA, Desk
from tests.moderation import fresh_guild

STRICT, MILD = Policy(thresholds=Thresholds(warn=0.2)), Policy(thresholds=Thresholds(warn=0.5))
LATER = timedelta(hours=2)


@pytest.fixture
def desk(aws: Aws) -> Desk:
    return Desk(aws)


def test_a_change_becomes_a_version_with_author_time_and_reason(desk: Desk) -> None:
    """Product 17, LK-030: settings are created, read and updated."""
    number = desk.put(STRICT, comment="after the raid")
    stored = desk.policies.version_of(desk.guild, number)

    assert stored
    assert says_the_same(stored.policy, STRICT)
    assert (stored.change.author, stored.change.at) == (MIA, NOW)
    assert stored.change.comment == "after the raid"
    assert desk.guilds().policy_of(desk.guild) == replace(STRICT, version=number)


def test_a_new_server_begins_with_version_one_made_by_nobody(desk: Desk) -> None:
    """LK-014, LK-015."""
    desk.guilds().learn(some_facts(id=desk.guild))
    (first,) = desk.policies.history_of(desk.guild, limit=10)

    assert (first.number, first.change.author, first.change.by_operator) == (1, None, False)
    assert first.policy.enabled
    assert first.policy.reputation.enabled
    assert not first.policy.violations.auto_ban


def test_joining_again_changes_nothing(desk: Desk) -> None:
    """LK-015."""
    desk.guilds().learn(some_facts(id=desk.guild))
    desk.put(STRICT)
    desk.guilds().learn(some_facts(id=desk.guild))

    assert desk.guilds().policy_of(desk.guild).thresholds == STRICT.thresholds
    assert len(desk.policies.history_of(desk.guild, limit=10)) == 2


def test_old_versions_stay_as_they_were(desk: Desk) -> None:
    """An appeal or an explanation reads the version that decided."""
    numbers = [desk.put(policy) for policy in (STRICT, MILD, STRICT)]
    stored = [desk.policies.version_of(desk.guild, number) for number in numbers]

    assert [one and one.policy.thresholds.warn for one in stored] == [0.2, 0.5, 0.2]
    assert desk.policies.version_of(desk.guild, 99) is None


def test_the_history_is_read_newest_first_and_in_pages(desk: Desk) -> None:
    """Also past version nine: numbers are no words."""
    for number in range(12):
        desk.put(Policy(repeat_offender_after=number + 3))
    page = desk.policies.history_of(desk.guild, limit=5)
    rest = desk.policies.history_of(desk.guild, limit=50, before=page[-1].number)

    assert [one.number for one in page] == [13, 12, 11, 10, 9]
    assert [one.number for one in rest] == [8, 7, 6, 5, 4, 3, 2]


def test_saying_the_same_again_makes_no_version(desk: Desk) -> None:
    assert desk.put(STRICT) == desk.put(STRICT)


def test_going_back_is_a_new_version_that_says_the_same_as_the_old_one(desk: Desk) -> None:
    """Product 17: rollback."""
    old, _ = desk.put(STRICT), desk.put(MILD)
    back = desk.change.back_to(desk.guild, old, Wish(author=MIA))

    assert back.number == old + 2
    assert back.change.restores == old
    assert says_the_same(back.policy, STRICT)
    assert desk.policies.book_of(desk.guild).current == back


def test_going_back_twice_is_going_back_once(desk: Desk) -> None:
    """Rollback is idempotent."""
    old, _ = desk.put(STRICT), desk.put(MILD)
    once = desk.change.back_to(desk.guild, old, Wish(author=MIA))
    assert desk.change.back_to(desk.guild, old, Wish(author=MIA)) == once


def test_there_is_no_way_back_to_a_version_that_never_was(desk: Desk) -> None:
    with pytest.raises(NotFound) as refusal:
        desk.change.back_to(desk.guild, 42, Wish())
    assert refusal.value.notice.key == "error.no_policy_version"


def test_a_policy_with_faults_is_refused_whole(desk: Desk) -> None:
    """ST-003, LK-015: nothing of it is stored."""
    with pytest.raises(PolicyInvalid, match="must rise"):
        desk.put(Policy(thresholds=Thresholds(warn=0.9)))
    assert desk.policies.history_of(desk.guild, limit=10) == []


def test_nobody_overwrites_what_they_have_not_seen(desk: Desk) -> None:
    seen = desk.put(STRICT)
    desk.put(MILD)
    with pytest.raises(Refused) as refusal:
        desk.put(Policy(notify=False), seen=seen)
    assert refusal.value.notice.params == {"number": seen + 1}


def test_a_comment_is_a_sentence_and_no_book(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.put(STRICT, comment="x" * (MAX_COMMENT + 1))


def test_changes_at_the_same_moment_all_become_versions_and_none_is_lost(desk: Desk) -> None:
    """The pointer and the version are written together over what was read, or not at all."""
    desk.put(STRICT)
    start = Barrier(4)

    def change(number: int) -> int:
        start.wait()
        return desk.put(Policy(repeat_offender_after=number))

    with ThreadPoolExecutor(4) as people:
        numbers = list(people.map(change, range(10, 14)))
    history = desk.policies.history_of(desk.guild, limit=10)

    assert len(set(numbers)) == 4
    assert {one.policy.repeat_offender_after for one in history[:4]} == {10, 11, 12, 13}
    assert desk.policies.book_of(desk.guild).current.number == max(numbers)


def test_a_book_that_moved_on_is_not_written_over(desk: Desk) -> None:
    old = desk.policies.book_of(desk.guild)
    desk.put(STRICT)
    with pytest.raises(Conflict):
        desk.policies.write(desk.guild, old, None)
    assert desk.policies.book_of(desk.guild).current.policy.thresholds == STRICT.thresholds


def test_a_reader_believes_for_fifteen_seconds_what_it_read(desk: Desk) -> None:
    reader = desk.guilds()
    assert reader.policy_of(desk.guild).version == 1
    desk.put(STRICT)
    desk.hour.passes(timedelta(seconds=14))
    assert reader.policy_of(desk.guild).version == 1
    desk.hour.passes(timedelta(seconds=2))
    assert reader.policy_of(desk.guild).version == 2


def test_a_scheduled_version_is_in_force_from_its_time_on_before_anybody_moved_it(
    desk: Desk,
) -> None:
    """Product 17: scheduled activation, honoured by readers that read it earlier."""
    desk.put(STRICT, active_from=NOW + timedelta(seconds=10))
    reader = desk.guilds()
    assert reader.policy_of(desk.guild).version == 1
    desk.hour.passes(timedelta(seconds=10))
    assert reader.policy_of(desk.guild).version == 2


def test_sweep_finds_a_scheduled_version_when_it_is_due_and_makes_it_last(desk: Desk) -> None:
    """Product 17: and a second time it finds nothing to do."""
    desk.put(STRICT, active_from=NOW + LATER)
    item = desk.items.get(str(desk.guild), "policy#current")
    due = Due(item.pk, item.sk, NOW + LATER)
    assert item.due_at.startswith("2026-11-21T14:00:00")

    activate = ActivatePolicy(policies=desk.policies)
    activate(due, NOW + LATER - timedelta(seconds=1))
    assert desk.policies.book_of(desk.guild).upcoming
    for _ in range(2):
        activate(due, NOW + LATER)
    book = desk.policies.book_of(desk.guild)

    assert (book.current.number, book.upcoming, book.revision) == (2, None, 2)
    assert desk.items.get(str(desk.guild), "policy#current").due_at is None


def test_a_change_drops_what_was_waiting(desk: Desk) -> None:
    desk.put(STRICT, active_from=NOW + LATER)
    desk.put(MILD)
    desk.hour.passes(LATER * 2)

    assert desk.guilds().policy_of(desk.guild).thresholds == MILD.thresholds
    assert [one.number for one in desk.policies.history_of(desk.guild, limit=9)] == [3, 2]


def test_a_policy_file_is_followed_and_what_people_change_meanwhile_stays(desk: Desk) -> None:
    """On one machine: the file's words hold until somebody says otherwise, or the file does."""
    shadow = Policy(mode=Mode.SHADOW)
    for _ in range(2):
        desk.guilds(first_policy=STRICT, first_wins=True).learn(some_facts(id=desk.guild))
    desk.put(MILD)
    desk.guilds(first_policy=STRICT, first_wins=True).learn(some_facts(id=desk.guild))
    assert desk.guilds().policy_of(desk.guild).thresholds == MILD.thresholds

    desk.guilds(first_policy=shadow, first_wins=True).learn(some_facts(id=desk.guild))
    assert desk.guilds().policy_of(desk.guild).mode is Mode.SHADOW
    assert [one.number for one in desk.policies.history_of(desk.guild, limit=9)] == [3, 2, 1]


def test_a_policy_stored_before_there_were_versions_is_read_and_changed(desk: Desk) -> None:
    desk.items(pk=str(desk.guild), sk="policy#current", body='{"version":4,"notify":false}').save()
    assert desk.guilds().policy_of(desk.guild).notify is False
    assert desk.put(STRICT) == 5


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(PRESETS)), min_size=1, max_size=4), st.data())
def test_whatever_was_in_force_can_be_had_again(
    desk: Desk, names: list[str], data: st.DataObject
) -> None:
    """Product 17: the history is complete."""
    desk.guild = fresh_guild()
    said = {desk.put(PRESETS[name]): PRESETS[name] for name in names}
    number = data.draw(st.sampled_from(sorted(said)))
    back = desk.change.back_to(desk.guild, number, Wish())
    assert says_the_same(back.policy, said[number])
    assert says_the_same(desk.guilds().policy_of(desk.guild), said[number])
