"""DynamoDB as the gateway uses it: leases with fences, resume points, identify counts."""

import threading
import uuid
from collections.abc import Iterator

import pytest
from botocore.credentials import Credentials

from app.adapters.aws.signed import AwsPlace, SignedAws
from app.adapters.dynamodb.sessions import DynamoSessions
from app.ports.errors import Conflict, Unavailable
from app.ports.session_store import IdentifyRecord, ResumePoint, Tenure
from tests.conftest import Aws

SHARD = "0/1"
POINT = ResumePoint(session_id="s", sequence=7, resume_url="wss://x", at=1_700_000_000_000)


@pytest.fixture
def sessions(aws: Aws) -> Iterator[DynamoSessions]:
    call = _call(aws.endpoint)
    yield DynamoSessions(call, table=aws["TABLE_SESSIONS"], application=uuid.uuid4().hex)
    call.close()


def test_a_shard_that_nobody_held_can_be_taken(sessions: DynamoSessions) -> None:
    assert sessions.look(SHARD) is None

    mine = sessions.take(SHARD, holder="a", seen=None)

    assert mine == Tenure(holder="a", fence=1, beat=0, point=None)
    assert sessions.look(SHARD) == mine


def test_only_one_of_two_that_saw_the_same_takes_the_shard(sessions: DynamoSessions) -> None:
    """T-25"""
    sessions.take(SHARD, holder="a", seen=None)
    with pytest.raises(Conflict):
        sessions.take(SHARD, holder="b", seen=None)

    seen = sessions.look(SHARD)
    second = sessions.take(SHARD, holder="b", seen=seen)
    with pytest.raises(Conflict):
        sessions.take(SHARD, holder="c", seen=seen)
    assert second.fence == 2


def test_a_sign_of_life_defeats_who_saw_the_holder_before_it(sessions: DynamoSessions) -> None:
    mine = sessions.take(SHARD, holder="a", seen=None)
    seen = sessions.look(SHARD)
    sessions.keep(SHARD, mine, None)

    with pytest.raises(Conflict):
        sessions.take(SHARD, holder="b", seen=seen)


def test_the_point_moves_under_the_fence_and_survives_a_change_of_holder(
    sessions: DynamoSessions,
) -> None:
    mine = sessions.keep(SHARD, sessions.take(SHARD, holder="a", seen=None), POINT)
    assert sessions.look(SHARD) == mine
    assert mine.point == POINT

    kept = sessions.keep(SHARD, mine, None)
    taken = sessions.take(SHARD, holder="b", seen=kept)

    assert taken.point == POINT
    with pytest.raises(Conflict):
        sessions.keep(SHARD, kept, POINT)


def test_a_released_shard_has_no_holder_but_keeps_its_point(sessions: DynamoSessions) -> None:
    mine = sessions.keep(SHARD, sessions.take(SHARD, holder="a", seen=None), POINT)
    sessions.release(SHARD, mine)
    seen = sessions.look(SHARD)

    assert seen is not None
    assert (seen.holder, seen.point) == (None, POINT)
    with pytest.raises(Conflict):
        sessions.keep(SHARD, mine, POINT)


def test_releasing_what_another_holds_changes_nothing(sessions: DynamoSessions) -> None:
    old = sessions.take(SHARD, holder="a", seen=None)
    new = sessions.take(SHARD, holder="b", seen=old)
    sessions.release(SHARD, old)

    assert sessions.look(SHARD) == new


def test_identifies_are_counted_once_however_many_count_at_once(sessions: DynamoSessions) -> None:
    """GW-10"""
    assert sessions.identifies() == IdentifyRecord(version=0, starts=())
    outcomes: list[str] = []

    def spend(number: int) -> None:
        try:
            sessions.spend_identify(IdentifyRecord(version=1, starts=((number, 0),)))
            outcomes.append("spent")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=spend, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict"] * 5 + ["spent"]
    record = sessions.identifies()
    assert record.version == 1
    sessions.spend_identify(IdentifyRecord(version=2, starts=(*record.starts, (9, 1))))
    assert sessions.identifies().starts[-1] == (9, 1)


def test_a_missing_table_is_something_to_wait_for(aws: Aws) -> None:
    call = _call(aws.endpoint)
    with pytest.raises(Unavailable):
        DynamoSessions(call, table="no-such-table", application="x").look(SHARD)
    call.close()


def test_a_store_that_does_not_answer_is_unavailable() -> None:
    call = _call("http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        DynamoSessions(call, table="t", application="x").look(SHARD)


def _call(endpoint: str) -> SignedAws:
    return SignedAws(AwsPlace(region="us-east-1", endpoint=endpoint), Credentials("local", "local"))
