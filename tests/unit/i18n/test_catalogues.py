import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action, Risk
from app.domain.appeals.appeal import AppealStatus
from app.domain.decision import Limit
from app.domain.kind import Kind
from app.domain.notice import Notice
from app.domain.order import EffectState
from app.domain.policies.rules import Rules
from app.domain.record.case import Outcome
from app.i18n import CATALOGUES, catalogue_of, render, words
from app.i18n.text import Plural, Text, places
from app.i18n.words import duration_in_words, render_strictly

APP = Path(__file__).resolve().parents[3] / "app"
LANGUAGES = sorted(CATALOGUES)
ENGLISH = CATALOGUES["en"].texts
KEYS = sorted(ENGLISH)
NAMES = ("names", "titles")  # a name breaks the rule of words, patterns, links or invites
GROUPS = {key.partition(".")[0] for key in KEYS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    """LK-080: English and Russian are complete."""
    assert set(CATALOGUES[language].texts) == set(KEYS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_asks_for_the_same_parameters(language: str) -> None:
    texts = CATALOGUES[language].texts

    assert {key: places(texts[key]) for key in KEYS} == {key: places(ENGLISH[key]) for key in KEYS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_exactly_the_forms_that_the_language_counts_with(language: str) -> None:
    found = CATALOGUES[language]
    plurals = [text for text in found.texts.values() if isinstance(text, Plural)]

    assert plurals
    assert {tuple(text.forms) for text in plurals} == {found.forms}
    assert {found.form_of(number) for number in range(200)} == set(found.forms)


def test_about_fifty_strings_were_asked_for() -> None:
    """LK-081: about 50; there are several times as many."""
    assert len(KEYS) >= 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_left_in_the_other_alphabet(language: str) -> None:
    for key, text in CATALOGUES[language].texts.items():
        for form in forms_of(text):
            assert form.strip(), key
            bare = re.sub(r"\{[^}]*\}|<[^>]*>|`[^`]*`|[^\w\s]|\d", "", form)
            russian = any("\u0430" <= letter.lower() <= "\u044f" for letter in bare)
            latin = set(bare) & set(string.ascii_letters)
            if language == "en":
                assert not russian, key
            elif latin - set("Discord"):
                pytest.fail(f"{key}: Latin letters in {form!r}")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (4, "4 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (12, "12 дней"),
        (14, "14 дней"),
        (21, "21 день"),
        (22, "22 дня"),
        (25, "25 дней"),
        (101, "101 день"),
        (111, "111 дней"),
        (112, "112 дней"),
    ],
)
def test_russian_counts_as_russians_do(count: int, said: str) -> None:
    assert render(Notice("unit.day", {"count": count}), "ru") == said


def test_english_counts_as_the_english_do() -> None:
    days = [render(Notice("unit.day", {"count": count}), "en") for count in (0, 1, 2)]

    assert days == ["0 days", "1 day", "2 days"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (59, "59 seconds"),
        (3600, "1 hour"),
        (90_061, "1 day 1 hour"),
        (604_800, "7 days"),
        (-5, "0 seconds"),
    ],
)
def test_durations_are_said_in_their_two_largest_units(seconds: int, said: str) -> None:
    assert duration_in_words(seconds, CATALOGUES["en"]) == said


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("en-US", "en"),
        ("en-GB", "en"),
        ("ru", "ru"),
        ("ru_RU", "ru"),
        ("RU", "ru"),
        ("de", "en"),
        ("", "en"),
        ("\x00", "en"),
    ],
)
def test_a_locale_finds_its_language_or_english(locale: str, code: str) -> None:
    assert catalogue_of(locale).code == code
    assert words(locale).locale == code


def test_an_unknown_key_is_said_as_the_nearest_one_above_it() -> None:
    notice = Notice("reason.said.brand_new_label", {"score": 71})

    assert render(notice, "en") == "Hurtful language, 71 of 100"


def test_a_key_without_any_words_is_shown_and_stops_nothing() -> None:
    assert render(Notice("no.such.key"), "en") == "no.such.key"
    assert render(Notice("unit.day"), "en") == "unit.day"
    assert render(Notice("unit.day", {"count": "many"}), "ru") == "unit.day"


def test_tests_can_insist_on_the_words() -> None:
    with pytest.raises(KeyError):
        render_strictly(Notice("no.such.key"), CATALOGUES["en"])


@given(st.text())
def test_a_parameter_is_only_ever_a_value(text: str) -> None:
    """Braces, attributes and keys in a parameter mean nothing."""
    assert render(Notice("reason.given", {"text": text}), "en") == text


def test_a_place_cannot_reach_into_a_value() -> None:
    for language in LANGUAGES:
        for key, text in CATALOGUES[language].texts.items():
            for place in places(text):
                assert re.fullmatch(r"[a-z_]+(:duration)?", place), key


@given(st.sampled_from(KEYS), st.sampled_from(LANGUAGES), st.integers(0, 10**12))
def test_every_text_can_be_said_in_every_language(key: str, language: str, number: int) -> None:
    params = {place.partition(":")[0]: number for place in places(ENGLISH[key])}

    said = render_strictly(Notice(key, params), CATALOGUES[language])

    assert said
    assert "{" not in said


def test_every_key_that_the_code_names_has_words() -> None:
    """Every literal that looks like a key of the catalogue is one, or a prefix completed below."""
    unknown = {
        f"{path.relative_to(APP)}: {literal}"
        for path, literal in named_in_code()
        if literal not in ENGLISH and not is_group(literal)
    }

    assert not unknown


@pytest.mark.parametrize(
    "key",
    [
        *(f"action.{one}" for one in Action),
        *(f"risk.{one}" for one in Risk),
        *(f"outcome.{one}" for one in Outcome),
        *(f"limit.{one}" for one in Limit),
        *(f"state.{one}" for one in EffectState),
        *(f"appeal.{one}" for one in AppealStatus),
        *(f"dm.{one}" for one in Action if one.is_felt),
        *(f"reason.rule.{one}" for one in Rules.__dataclass_fields__ if one not in NAMES),
        *(f"dm.stolen.{one}" for one in ("delete", "timeout", "kick")),
        *(f"kind.{one}" for one in (Kind.NAME, Kind.BLOCKED, Kind.SERVICE)),
    ],
)
def test_every_value_that_is_shown_has_words(key: str) -> None:
    assert key in ENGLISH


def test_every_reason_can_also_be_told_to_the_member() -> None:
    reasons = {key.partition(".")[2] for key in KEYS if key.startswith("reason.")}
    told = {key.partition(".")[2] for key in KEYS if key.startswith("told.")}

    assert reasons == told


def named_in_code() -> Iterator[tuple[Path, str]]:
    """String literals of the form of a key, first argument of Notice(...) or tell(say, ...)."""
    for path in APP.rglob("*.py"):
        if "i18n" in path.parts or "local" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (literal := _key_of(node)) is not None:
                yield path, literal


def _key_of(call: ast.Call) -> str | None:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    position = {"Notice": 0, "tell": 1}.get(name)
    if position is None or len(call.args) <= position:
        return None
    key = call.args[position]
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return key.value
    if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
        return str(key.values[0].value)

    return None


def is_group(literal: str) -> bool:
    """The beginning of an f-string: some key continues it."""
    return any(key.startswith(literal) for key in KEYS)


def forms_of(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.forms.values())
