"""Deadlines on the embedded AWS's DynamoDB."""

from datetime import datetime, timedelta

import pytest

from app.adapters.dynamodb import tables
from app.adapters.dynamodb.deadlines import LONGEST_WAIT, DynamoDeadlines
from app.ports.deadlines import Due
from tests.conftest import Aws
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def items(fresh_aws: Aws) -> type[tables.RaidItem]:
    return tables.bound(
        tables.RaidItem,
        fresh_aws["TABLE_RAIDS"],
        region=fresh_aws["AWS_REGION"],
        endpoint=fresh_aws.endpoint,
    )


def put(items: type[tables.RaidItem], sk: str, at: datetime | None) -> Due:
    items(pk="1", sk=sk, body="{}", **tables.deadline(at)).save()
    return Due("1", sk, at or NOW)


def due(items: type[tables.RaidItem], now: datetime, limit: int = 1000) -> list[str]:
    return [one.sk for one in DynamoDeadlines(items).due(now, limit)]


def test_what_is_due_comes_with_the_earliest_first(items: type[tables.RaidItem]) -> None:
    """IS-082"""
    for sk, after in (("c", 0), ("a", -3), ("b", -1), ("later", 1)):
        put(items, sk, NOW + after * MINUTE)
    put(items, "never", None)

    assert due(items, NOW) == ["a", "b", "c"]
    assert due(items, NOW, limit=2) == ["a", "b"]


def test_more_than_a_page_is_found(items: type[tables.RaidItem]) -> None:
    """IS-082: page by page."""
    with items.batch_write() as batch:
        for number in range(230):
            at = tables.deadline(NOW - number * MINUTE)
            batch.save(items(pk=str(number), sk="x", **at))

    found = [one.pk for one in DynamoDeadlines(items).due(NOW, 1000)]

    assert found == [str(number) for number in reversed(range(230))]


def test_only_things_of_the_wanted_kind_are_found(items: type[tables.RaidItem]) -> None:
    put(items, "a", NOW)
    items(pk="1", sk="b", body="{}", **tables.deadline(NOW, kind="other")).save()

    assert due(items, NOW) == ["a"]
    assert [one.sk for one in DynamoDeadlines(items, kind="other").due(NOW, 10)] == ["b"]


def test_what_fails_is_put_off_each_time_for_longer(items: type[tables.RaidItem]) -> None:
    deadlines, now, waits = DynamoDeadlines(items), NOW, list[timedelta]()
    put(items, "a", now)
    for _ in range(12):
        (found,) = deadlines.due(now, 10)
        deadlines.put_off(found, now)
        later = datetime.fromisoformat(items.get("1", "a").due_at)
        waits.append(later - now)
        now = later

    assert waits[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_a_deadline_that_moved_meanwhile_is_not_put_off(items: type[tables.RaidItem]) -> None:
    deadlines = DynamoDeadlines(items)
    found = put(items, "a", NOW)
    put(items, "a", NOW + 5 * MINUTE)

    deadlines.put_off(found, NOW)
    deadlines.put_off(Due("1", "gone", NOW), NOW)

    assert due(items, NOW + 5 * MINUTE) == ["a"]
    assert due(items, NOW + 4 * MINUTE) == []


def test_an_item_that_is_written_anew_forgets_its_failures(items: type[tables.RaidItem]) -> None:
    deadlines = DynamoDeadlines(items)
    deadlines.put_off(put(items, "a", NOW), NOW)
    put(items, "a", NOW)
    (found,) = deadlines.due(NOW, 10)

    deadlines.put_off(found, NOW)

    assert due(items, NOW + MINUTE) == ["a"]
