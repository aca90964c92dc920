import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.letters.similarity import (
    ALIKE,
    FEWEST,
    LONGEST,
    NO_SHAPE,
    SHINGLE,
    alike,
    distance,
    shape_of_folded,
)
from app.domain.text import fold

LURE = "Everybody join our new server now, free nitro for the first hundred people who come today"


def shape_of(text: str) -> int:
    return shape_of_folded(fold(text))


def with_tail(text: str, seed: int) -> str:
    letters = random.Random(seed).choices(string.ascii_lowercase, k=6)
    return f"{text} {''.join(letters)}"


@pytest.mark.parametrize(
    "again",
    [
        LURE.upper(),
        LURE.replace(" ", "  ").replace(",", " !!!"),
        LURE.replace("free", "\uff26\uff32\uff25\uff25").replace("now", "n o w"),
        LURE.replace("hundred", "huuundreddd"),
        LURE.replace("people", "p3ople"),
    ],
)
def test_disguise_does_not_change_the_shape(again: str) -> None:
    """ST-041."""
    assert shape_of(again) == shape_of(LURE)


def test_the_same_text_with_varied_tails_stays_alike() -> None:
    """ST-041: the variation that spam programs make."""
    shapes = [shape_of(with_tail(LURE, seed)) for seed in range(50)]
    assert len(set(shapes)) > 40
    assert all(alike(shapes[0], other) for other in shapes)


def test_most_texts_with_one_word_exchanged_are_alike() -> None:
    """ST-041."""
    words = LURE.split()
    shapes = [
        shape_of(" ".join([*words[:at], "something", *words[at + 1 :]])) for at in range(len(words))
    ]
    pairs = [(a, b) for index, a in enumerate(shapes) for b in shapes[:index]]
    assert sum(alike(a, b) for a, b in pairs) > 0.8 * len(pairs)


def test_different_things_said_about_the_same_subject_are_not_alike() -> None:
    """ST-041: an audience that talks about one thing does not say one thing."""
    said = [
        "hello from the stream, so happy to finally be here with all of you",
        "came here from the stream, what a great community you have built",
        "the stream brought me here, hi everybody, nice to meet you all",
        "does anybody know when the next stream starts, and in which channel?",
        "first time on this server, where do I find the rules and the roles?",
        "привет всем, пришёл со стрима, рад вас всех видеть здесь",  # noqa: RUF001
        "всем привет, я тут впервые, подскажите, где взять роль подписчика",
    ]
    shapes = [shape_of(text) for text in said]
    assert NO_SHAPE not in shapes
    assert not any(alike(a, b) for index, a in enumerate(shapes) for b in shapes[:index])


def test_short_texts_have_no_shape_and_are_like_nothing() -> None:
    """ST-041: "good morning" is said by many who know nothing of each other."""
    assert shape_of("good morning all") == NO_SHAPE
    assert shape_of("a" * 500) == NO_SHAPE
    assert shape_of("let's go " * 50) == NO_SHAPE
    assert not alike(NO_SHAPE, NO_SHAPE)
    letters = string.ascii_lowercase[: FEWEST + SHINGLE - 1]
    assert shape_of(letters) != NO_SHAPE
    assert shape_of(letters[:-1]) == NO_SHAPE


def test_a_long_text_is_told_by_its_two_ends() -> None:
    middle = random.Random(1).choices(string.ascii_letters, k=4000)
    other = random.Random(2).choices(string.ascii_letters, k=4000)
    long, changed = (f"{LURE * 2}{''.join(part)}{LURE * 2}" for part in (middle, other))
    assert len(long) > LONGEST
    assert shape_of(long) == shape_of(changed)
    assert not alike(shape_of(long), shape_of("".join(middle)))


def test_every_counter_holds_the_most_shingles_there_can_be() -> None:
    """A bit is set when more than half of the shingles voted for it, up to the last of them."""
    letters = "".join(random.Random(7).choices(string.ascii_lowercase, k=LONGEST + 2))
    shapes = [shape_of(letters[:length]) for length in (LONGEST - 1, LONGEST)]
    assert distance(*shapes) <= 4
    assert all(20 <= shape.bit_count() <= 44 for shape in shapes)


@given(st.text(max_size=300))
def test_a_shape_fits_64_bits_and_no_text_breaks_it(text: str) -> None:
    assert 0 <= shape_of(text) < 1 << 64


@given(st.integers(0, (1 << 64) - 1), st.integers(0, (1 << 64) - 1))
def test_distance_is_symmetric_and_alike_follows_it(a: int, b: int) -> None:
    assert distance(a, b) == distance(b, a)
    assert distance(a, a) == 0
    assert alike(a, b) == (distance(a, b) <= ALIKE and NO_SHAPE not in (a, b))
