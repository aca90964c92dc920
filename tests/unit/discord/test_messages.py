import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.discord.guilds import audit_entry_of, facts_of
from app.discord.messages import message_of
from app.domain.errors import Malformed
from app.domain.guild import GuildFacts
from app.domain.ids import made_at, parse_snowflake, snowflake_at
from app.domain.kind import Kind

PAYLOAD: dict[str, Any] = {
    "id": "1441000000000000000",
    "guild_id": "81384788765712384",
    "channel_id": "81384788765712385",
    "type": 0,
    "content": "hello",
    "author": {"id": "80351110224678912", "username": "nelly"},
    "member": {"roles": ["5"], "joined_at": "2020-01-01T00:00:00.000000+00:00"},
    "edited_timestamp": None,
    "mentions": [{"id": "7"}, {"id": "7"}],
    "mention_roles": ["8"],
    "mention_everyone": True,
    "attachments": [{"id": "1", "filename": "cat.png"}],
    "embeds": [
        {
            "title": "T",
            "description": "D",
            "url": "https://u",
            "footer": {"text": "F"},
            "author": {"name": "A"},
            "fields": [{"name": "N", "value": "V"}],
        }
    ],
    "poll": {"question": {"text": "Q"}, "answers": [{"poll_media": {"text": "P"}}]},
    "message_snapshots": [{"message": {"content": "S", "attachments": [{"filename": "s.txt"}]}}],
}


def test_everything_that_people_can_read_is_read() -> None:
    """Embeds, polls, forwarded messages and file names are no hiding place."""
    message = message_of(PAYLOAD)

    assert message.own_words == "hello\nQ\nP"
    assert set(message.readable) == {
        *("hello", "Q", "P", "S", "s.txt", "cat.png"),
        *("https://u", "T", "D", "F", "A", "N", "V"),
    }
    assert message.mentions.count == 3
    assert message.author.roles == (5,)
    assert message.sent_at == made_at(1441000000000000000)


def test_a_preview_that_discord_adds_later_is_no_new_wording() -> None:
    """GW-16."""
    before = message_of(PAYLOAD | {"embeds": []})
    assert message_of(PAYLOAD).revision == before.revision
    assert message_of(PAYLOAD | {"content": "other"}).revision != before.revision
    assert message_of(PAYLOAD | {"attachments": []}).revision != before.revision


def test_an_edit_was_said_when_it_was_edited() -> None:
    edited = message_of(PAYLOAD | {"edited_timestamp": "2026-01-01T00:00:00+00:00"})
    assert edited.spoken_at == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("kind", "is_system"), [(0, False), (19, False), (7, True), (46, True)])
def test_service_messages_are_told_from_what_people_write(kind: int, is_system: bool) -> None:  # noqa: FBT001 — a table
    assert (message_of(PAYLOAD | {"type": kind}).kind is Kind.SERVICE) is is_system


def test_a_webhook_has_no_member_and_is_known_as_one() -> None:
    hook = {key: value for key, value in PAYLOAD.items() if key != "member"} | {"webhook_id": "9"}
    assert message_of(hook).author.is_webhook


@pytest.mark.parametrize("missing", ["id", "guild_id", "channel_id", "author"])
def test_a_payload_without_its_ids_is_malformed(missing: str) -> None:
    broken = {key: value for key, value in PAYLOAD.items() if key != missing}
    with pytest.raises(Malformed):
        message_of(broken)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.sampled_from(sorted(PAYLOAD)), json_values)
def test_any_wrong_value_anywhere_is_read_or_malformed_and_never_a_crash(
    key: str, value: object
) -> None:
    """T-13."""
    payload = copy.deepcopy(PAYLOAD)
    payload[key] = value
    try:
        message_of(payload)
    except Malformed:
        return


@given(json_values)
def test_any_guild_or_audit_payload_is_read_or_malformed(value: Any) -> None:
    """T-13."""
    payload = value if isinstance(value, dict) else {"id": value, "name": value, "action_type": 24}
    for read in (facts_of, audit_entry_of):
        try:
            read(payload)
        except Malformed:
            continue


def test_the_facts_of_a_guild_tell_who_may_what() -> None:
    facts = facts_of(
        {
            "id": "10",
            "name": "G",
            "owner_id": "1",
            "roles": [
                {"id": "10", "position": 0, "permissions": "1024"},
                {"id": "11", "position": 1, "permissions": "8"},
            ],
        }
    )
    assert isinstance(facts, GuildFacts)
    assert facts.permissions_of([]) == 1024
    assert facts.permissions_of([facts.roles[1].id]) == 1032


@pytest.mark.parametrize(
    "text", ["", "abc", "+5", "1_000", "\uff11\uff12", "-1", "9" * 21, 5, None]
)
def test_only_plain_digits_are_an_id(text: object) -> None:
    """RS-7."""
    with pytest.raises(ValueError, match="snowflake"):
        parse_snowflake(text)


@given(st.datetimes(datetime(2015, 1, 2), datetime(2080, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 — hypothesis wants naive bounds
def test_an_id_carries_its_time(moment: datetime) -> None:
    assert abs((made_at(snowflake_at(moment)) - moment).total_seconds()) < 0.002
