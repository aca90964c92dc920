"""Unwanted words, and the innocent ones that look like them."""

# ruff: noqa: RUF001 - Russian letters are meant

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detectors import detect
from app.domain.detectors.reading import Reading
from app.domain.detectors.words import check_stoplist
from app.domain.policies.rules import Rules, WordRule
from app.domain.text import fold
from tests.factories import a_message

RUDE = (
    *("shit", "slut", "sex", "ass", "whore", "cunt", "hell", "tit", "cock", "damn", "goddamn"),
    *("rapist", "scum", "cop", "pot", "bitch", "nazi", "penis", "anal"),
)


def breaks(text: str, *words: str, allow: tuple[str, ...] = ()) -> bool:
    rules = Rules(words=(WordRule(name="w", words=words, allow=allow),))
    return bool(detect(Reading(message=a_message(text)), rules))


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "objects/exercises",
        "Shital and Nishit say hi",
        "who selling lup pots",
        "who're you?",
        "I live in Scunthorpe, near Penistone, and studied in Essex",
        "fredboat, play something; we assume class assets analyse titles",
        "my therapist said so",
        "the cocktail party in Hitchcock's shell",
        "an e-mail to a.s.a.p. and u.s. of a.",
        "plan a s.s. minnow",
    ],
)
def test_words_that_users_complained_about_are_never_taken_for_rude_ones(text: str) -> None:
    """LK-045: strings from complaints about other bots; punishing the innocent is the worst."""
    assert not breaks(text, *RUDE)


@pytest.mark.parametrize(
    "text",
    [
        "g0damn",
        "go\u200bddamn",
        "**god**damn",
        "GODDAMN!!",
        "g o d d a m n",
        "g\u043eddamn",
    ],
)
def test_what_was_missed_elsewhere_is_seen(text: str) -> None:
    assert breaks(text, "goddamn", "godamn")


def test_russian_words_that_look_like_english_ones_are_left_alone_in_russian() -> None:
    assert not breaks("вынеси сор из избы, а рот закрой", "cop", "pot")
    assert not breaks("это не сор, это нос", "cop", "hoc")
    assert not breaks("вот", "bot")
    assert breaks("you \u0430\u0455\u0455", "ass")
    assert breaks("he is a \u0455\u0441um", "scum")


def test_russian_words_are_found_as_written_and_with_latin_letters_among_them() -> None:
    assert breaks("вот сука, правда", "сука")
    assert breaks("вот cукa, правда", "сука")
    assert breaks("ВОТ СУКА", "сука")
    assert not breaks("на суку сидит ворона", "сука")


def test_a_letter_that_stands_alone_before_a_spaced_word_does_not_hide_it() -> None:
    assert breaks("get a b.o.a.t now", "boat")
    assert fold("a b.o.a.t") == "a boat"
    assert fold("b-o-a-t and b o a t") == "boat and boat"


def test_a_phrase_is_its_words_in_order_and_not_their_letters() -> None:
    assert breaks("THE   rapist!", "the rapist")
    assert not breaks("therapist", "the rapist")
    assert not breaks("the old rapist", "the rapist")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("scammer", True),
        ("such scams", True),
        ("scampi", False),
        ("scampi and scams", True),
        ("ascam", False),
    ],
)
def test_a_wildcard_stands_for_an_ending_and_allowed_words_win(text: str, *, found: bool) -> None:
    assert breaks(text, "scam*", allow=("scampi",)) is found


def test_a_wildcard_before_and_after_finds_a_word_inside_others() -> None:
    assert breaks("xxboatyyy", "*boat*")
    assert not breaks("bo at", "*boat*")


def test_an_allowed_word_is_allowed_in_every_disguise_of_its_own() -> None:
    assert not breaks("Sc\u0430mpi", "scam*", "scampi", allow=("scampi",))


def test_several_rules_are_told_apart_by_name() -> None:
    rules = Rules(
        words=(WordRule(name="one", words=("boat",)), WordRule(name="two", words=("ship",)))
    )
    found = detect(Reading(message=a_message("a ship and a boat")), rules)
    assert [signal.label for signal in found] == ["one", "two"]


def test_words_of_nothing_but_signs_match_nothing() -> None:
    assert not breaks("a * b ** !!!", "*", "!!!")


def test_check_stoplist_looks_at_one_text() -> None:
    """LK-062."""
    assert check_stoplist("a B0AT!", ["boat"])
    assert not check_stoplist("fredboat", ["boat"])


@given(st.text(max_size=30), st.text(alphabet="abcdefghij", min_size=3, max_size=8))
def test_a_word_alone_between_spaces_is_always_found(around: str, word: str) -> None:
    """LK-062: whatever stands around it, unless that reads as one disguise with it."""
    assert check_stoplist(f"x9 {word} x9", [word])
    if fold(f"{around} {word} {around}").split().count(fold(word)):
        assert check_stoplist(f"{around} {word} {around}", [word])
