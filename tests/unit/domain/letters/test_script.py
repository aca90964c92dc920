"""The model abstains where a text is mostly in a script that it never learned."""

import pytest

from app.domain.letters.script import is_supported


@pytest.mark.parametrize(
    "text", ["hello", "123 !?", "", "caf\u00e9 \u00fcber", "hi \u043f\u0440 friends all"]
)
def test_latin_text_and_text_without_letters_are_supported(text: str) -> None:
    assert is_supported(text)


@pytest.mark.parametrize(
    "text",
    ["\u043f\u0440\u0438\u0432\u0435\u0442 ok", "\u4f60\u597d", "\ud55c\uad6d\uc5b4 lol", "\u0645"],
)
def test_other_scripts_are_not_guessed_at(text: str) -> None:
    assert not is_supported(text)
