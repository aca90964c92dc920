from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.discord.custom_id import CustomIds, Signed
from app.domain.errors import Refused
from app.domain.ids import GuildId

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
IDS = CustomIds(b"0123456789abcdef")
OTHERS = CustomIds(b"fedcba9876543210")
SNOWFLAKES = st.integers(0, (1 << 64) - 1).map(GuildId)
OPERATIONS = st.from_regex(r"[a-z_]{1,16}", fullmatch=True)
SUBJECTS = st.from_regex(r"[0-9A-Za-z._-]{1,24}", fullmatch=True)
LIVES = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=400))


@given(OPERATIONS, SNOWFLAKES, SUBJECTS, LIVES)
def test_what_was_signed_can_be_read(
    operation: str, guild: GuildId, subject: str, life: timedelta
) -> None:
    """T-3, IN-9: at most 100 characters, stateless."""
    signed = IDS.sign(operation, guild, subject, NOW + life)

    assert len(signed) <= 100
    assert IDS.read(signed, NOW) == Signed(
        operation=operation,
        guild=guild,
        subject=subject,
        expires_at=(NOW + life).replace(microsecond=0),
    )


@settings(max_examples=500)
@given(st.integers(0, 10_000), st.characters(), st.sampled_from(["swap", "drop", "insert"]))
def test_any_change_of_one_character_is_refused(place: int, sign: str, change: str) -> None:
    """T-3, G-11."""
    genuine = IDS.sign("approve", GuildId(81384788765712384), "12.1", NOW + timedelta(days=1))
    index = place % len(genuine)
    tail = {"swap": sign + genuine[index + 1 :], "drop": genuine[index + 1 :]}
    altered = genuine[:index] + tail.get(change, sign + genuine[index:])

    if altered != genuine:
        with pytest.raises(Refused):
            IDS.read(altered, NOW)


@given(st.text(max_size=120))
def test_made_up_ids_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        IDS.read(text, NOW)


@given(OPERATIONS, SNOWFLAKES, SNOWFLAKES, SUBJECTS)
def test_the_mac_of_one_guild_fits_no_other(
    operation: str, guild: GuildId, other: GuildId, subject: str
) -> None:
    signed = IDS.sign(operation, guild, subject, NOW + timedelta(days=1))
    moved = signed.replace(f":{guild}:", f":{other}:", 1)

    if moved != signed:
        with pytest.raises(Refused):
            IDS.read(moved, NOW)


def test_a_longer_life_cannot_be_written_in() -> None:
    signed = IDS.sign("deny", GuildId(1), "1.1", NOW + timedelta(seconds=1))
    until = str(int((NOW + timedelta(seconds=1)).timestamp()))

    with pytest.raises(Refused):
        IDS.read(signed.replace(until, str(int(until) + 999)), NOW)


def test_an_id_ends_at_its_moment() -> None:
    signed = IDS.sign("deny", GuildId(1), "1.1", NOW)

    assert IDS.read(signed, NOW - timedelta(seconds=1)).subject == "1.1"
    with pytest.raises(Refused):
        IDS.read(signed, NOW)


def test_another_secret_makes_other_ids() -> None:
    signed = OTHERS.sign("deny", GuildId(1), "1.1", NOW + timedelta(days=1))

    with pytest.raises(Refused):
        IDS.read(signed, NOW)


@pytest.mark.parametrize(
    ("operation", "subject"),
    [("", "1"), ("a:b", "1"), ("A", "1"), ("a" * 17, "1"), ("a", ""), ("a", "1:2"), ("a", "ж")],
)
def test_what_could_be_read_in_two_ways_is_not_signed(operation: str, subject: str) -> None:
    with pytest.raises(ValueError, match="cannot be a custom id"):
        IDS.sign(operation, GuildId(1), subject, NOW)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        CustomIds(b"short")
