from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.discord.beside import automod_act_of, names_of, title_of
from app.domain.errors import Malformed
from app.domain.ids import GuildId, made_at
from app.domain.kind import Kind

GUILD = GuildId(81384788765712384)
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MEMBER: dict[str, Any] = {
    "user": {"id": "80351110224678912", "username": "nelly", "global_name": "Nelly"},
    "nick": "Nell",
    "roles": ["5"],
    "joined_at": "2020-01-01T00:00:00+00:00",
}
THREAD: dict[str, Any] = {"id": "1441000000000000000", "owner_id": "7", "name": "a title"}
BLOCK: dict[str, Any] = {
    "action": {"type": 1},
    "rule_id": "5",
    "rule_trigger_type": 5,
    "user_id": "7",
    "channel_id": "8",
    "content": "words",
}


def test_the_name_that_is_shown_comes_first() -> None:
    names = names_of(MEMBER, GUILD, AT)
    assert (names.kind, names.content, names.quoted) == (Kind.NAME, "Nell", ("Nelly", "nelly"))
    assert names.author.roles == (5,)
    without = names_of(MEMBER | {"nick": None}, GUILD, AT)
    assert (without.content, without.quoted) == ("Nelly", ("nelly",))


def test_the_same_names_are_one_wording_in_each_guild() -> None:
    one, again = names_of(MEMBER, GUILD, AT), names_of(MEMBER | {"roles": []}, GUILD, AT)
    assert (one.id, one.revision) == (again.id, again.revision)
    assert names_of(MEMBER, GuildId(5), AT).revision != one.revision
    assert names_of(MEMBER | {"nick": "Other"}, GUILD, AT).revision != one.revision


def test_a_title_stands_in_its_own_thread() -> None:
    title = title_of(THREAD, GUILD, AT)
    assert (title.kind, title.content, title.author.id) == (Kind.TITLE, "a title", 7)
    assert (int(title.channel), int(title.id)) == (1441000000000000000,) * 2


def test_a_blocked_message_gets_an_id_that_stays_and_carries_its_time() -> None:
    blocked = automod_act_of(BLOCK, GUILD, AT).blocked
    again = automod_act_of(dict(BLOCK), GUILD, AT).blocked
    other = automod_act_of(BLOCK | {"content": "others"}, GUILD, AT).blocked
    assert blocked is not None
    assert again is not None
    assert other is not None
    assert (blocked.kind, blocked.about, blocked.content) == (Kind.BLOCKED, "mentions", "words")
    assert blocked.id == again.id != other.id
    assert made_at(blocked.id) == AT


@pytest.mark.parametrize(("action", "timed_out"), [(2, False), (3, True), (4, False)])
def test_of_automods_other_actions_only_the_timeout_matters(
    action: int, *, timed_out: bool
) -> None:
    act = automod_act_of(BLOCK | {"action": {"type": action}}, GUILD, AT)
    assert (act.blocked, act.timed_out) == (None, timed_out)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.sampled_from([MEMBER, THREAD, BLOCK]), st.data())
def test_any_wrong_value_is_read_or_malformed_and_never_a_crash(
    payload: dict[str, Any], data: st.DataObject
) -> None:
    """T-13."""
    broken = payload | {data.draw(st.sampled_from(sorted(payload))): data.draw(json_values)}
    for read in (names_of, title_of, automod_act_of):
        try:
            read(broken, GUILD, AT)
        except Malformed:
            continue
