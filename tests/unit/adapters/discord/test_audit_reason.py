from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.discord.audit_reason import audit_reason

GOLDEN = [
    (
        "[Case #12] Automatic: toxic 97 of 100",
        "%5BCase%20%2312%5D%20Automatic%3A%20toxic%2097%20of%20100",
    ),
    ("Оскорбление", "%D0%9E%D1%81%D0%BA%D0%BE%D1%80%D0%B1%D0%BB%D0%B5%D0%BD%D0%B8%D0%B5"),
    ("a/b?c=d&e", "a%2Fb%3Fc%3Dd%26e"),
    ("two\r\nX-Other: lines", "two%0D%0AX-Other%3A%20lines"),
    ("🔨", "%F0%9F%94%A8"),
    ("lone \ud800 surrogate", "lone%20%3F%20surrogate"),
]


@pytest.mark.parametrize(("text", "header"), GOLDEN)
def test_the_reason_is_percent_encoded_whole(text: str, header: str) -> None:
    assert audit_reason(text) == header


@given(st.text())
def test_any_text_makes_a_harmless_header_of_at_most_512_characters(text: str) -> None:
    header = audit_reason(text)

    assert header.isascii()
    assert set(header) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~%")
    assert len(unquote(header)) <= 512


def test_it_is_cut_before_it_is_encoded() -> None:
    """512 characters, not 512 bytes; no character is cut in two."""
    assert unquote(audit_reason("ж" * 600)) == "ж" * 512
