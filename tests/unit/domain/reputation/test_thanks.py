import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import UserId
from app.domain.kind import Kind
from app.domain.message import Author
from app.domain.reputation.thanks import MAX_LENGTH, is_thanks, thanked_by
from tests.factories import OLD_ACCOUNT, a_message

HELPER, OTHER = UserId(11), UserId(12)


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "Thank you so much <@11>",
        "THX, that fixed it",
        "ahh ok thank   you",
        "ty",
        "<@11> ty!",
        "ty so much",
        "Спасибо большое",
        "спс, помогло",
        "благодарю",
        "merci beaucoup",
        "oh, gracias",
        "ᴛʜᴀɴᴋꜱ a lot",
    ],
)
def test_thanks_are_heard(text: str) -> None:
    """LK-021"""
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no thanks",
        "No, thank you",
        "thanks for nothing",
        "нет, спасибо",
        "спасибо, не надо",
        "thanksgiving is near",
        "co ty robisz",
        "a party tonight",
        "you should say something",
        "thanks " + "and so on " * MAX_LENGTH,
    ],
)
def test_what_only_looks_like_thanks_is_not(text: str) -> None:
    assert not is_thanks(text)


def test_whoever_is_answered_or_mentioned_is_thanked() -> None:
    """LK-021: but not oneself."""
    message = a_message("thanks", addressed=(HELPER, OLD_ACCOUNT, OTHER))

    assert thanked_by(message) == (HELPER, OTHER)


@pytest.mark.parametrize(
    "changes",
    [
        {"addressed": ()},
        {"addressed": (OLD_ACCOUNT,)},
        {"addressed": tuple(UserId(number) for number in range(20, 24))},
        {"author": Author(id=OLD_ACCOUNT, is_bot=True)},
        {"author": Author(id=OLD_ACCOUNT, is_webhook=True)},
        {"kind": Kind.SERVICE},
        {"content": "hello"},
    ],
)
def test_nobody_is_thanked(changes: dict[str, object]) -> None:
    """Neither by bots, nor oneself, nor a whole crowd."""
    assert thanked_by(a_message(**({"content": "thanks", "addressed": (HELPER,)} | changes))) == ()  # type: ignore[arg-type]


@given(st.text())
def test_any_text_can_be_listened_to(text: str) -> None:
    is_thanks(text)
