"""The model judges English; of other languages it keeps silent where it is sure of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.letters.language import is_read, is_surely_foreign

ENGLISH_CHAT = [
    "hola",
    "hola everybody, how are you?",
    "danke {nick}",
    "gg ez",
    "lol",
    "",
    "die, you boss, die",
    "I had a croissant and a café latte in São Paulo",
    "Beyoncé sang in Málaga, what a voice",
    "el nino was strong that year",
    "he is a persona non grata",
    "que sera, sera, as the song goes",
    "kill -9 the daemon and rm -rf /tmp",
    "sudo apt-get install ubuntu-desktop",
    "my friend Jose de la Cruz said hi",
    "du -sh * | sort -h",
    "van der Berg et al. wrote that paper",
    "yo bro u good son",
    "chicken con carne is the best thing on the menu",
]
OTHER_LANGUAGES = [
    "du bist so ein dummer mensch und niemand mag dich",
    "warum hast du das nicht einfach gemacht?",
    "eres una mierda y no tienes amigos, que asco de gente",
    "por favor, alguien sabe como se hace esto?",
    "você é muito burro, não sabe fazer nada",
    "je ne comprends pas pourquoi tu es comme ça",
    "sen bu kadar salak olamazs\u0131n ya, çok kötü",
    "perché non capisci niente? sei sempre così",
    "nie wiem dlaczego to jest takie trudne",
]


@pytest.mark.parametrize("text", ENGLISH_CHAT)
def test_english_chat_is_never_called_foreign(text: str) -> None:
    assert is_read(text)


@pytest.mark.parametrize("text", OTHER_LANGUAGES)
def test_clear_sentences_of_other_languages_are_not_judged(text: str) -> None:
    assert is_surely_foreign(text)
    assert not is_read(text)


def test_another_script_is_not_judged_either() -> None:
    assert not is_read(
        "\u043f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430"
    )


def test_two_words_say_too_little_about_a_language() -> None:
    assert is_read("nicht gut")


def test_one_foreign_phrase_in_an_english_sentence_changes_nothing() -> None:
    assert is_read('he said "no puedo más" and then he left the channel for the night')


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert is_surely_foreign(text) in {True, False}
