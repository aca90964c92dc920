import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.discord.escape import BREAK, escaped, fitted, on_one_line, quoted, safe, spoiler, width
from app.domain.notice import Notice
from tests.discord_limits import LIVE_LINK, LIVE_MENTION, SPOOFING, units

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("@<>#:!&*_~`|[]()\\/-+.=\n\r\t 0123456789aeiou"),
        st.sampled_from("\u202e\u2066\u200b\u0301\ud800\ufffe\u2028\U0001f600ж"),
        st.characters(),
    ),
    max_size=300,
)
TRICKS = st.lists(
    st.one_of(
        HOSTILE,
        st.sampled_from(
            [
                "@everyone",
                "@here",
                "<@123>",
                "<@!123>",
                "<@&123>",
                "<#123>",
                "<:a:1>",
                "<a:b:1>",
                "</ban:1>",
                "<t:1:R>",
                "<id:guide>",
                "https://evil.example/x",
                "HTTP://evil.example",
                "discord.gg/abc",
                "DISCORD.COM/invite/x",
                "[click](https://evil.example)",
                "[click](<https://evil.example>)",
                "||",
                "```",
                "`",
                "\\",
                "> ",
                ">>> ",
                "# ",
                "-# ",
                "- ",
                "1. ",
            ]
        ),
    ),
    max_size=30,
).map("".join)


@given(TRICKS, st.integers(0, 4096))
@example("a|", 3)
def test_nothing_of_a_stranger_is_live(text: str, limit: int) -> None:
    """T-11, T-12, G-14: no mention, no link, no direction mark, within its place."""
    for shown in (escaped(text, limit), on_one_line(text, limit), quoted(text, limit)):
        assert not LIVE_MENTION.search(shown)
        assert not LIVE_LINK.search(shown)
        assert not SPOOFING.search(shown)
        assert units(shown) <= limit
        shown.encode("utf-8")


@given(TRICKS)
def test_every_sign_of_markup_is_escaped(text: str) -> None:
    """A sign counts as escaped after an odd number of backslashes."""
    shown = escaped(text, 10_000)

    for found in re.finditer(r"(\\*)([*_~`|\[\]])", shown):
        assert len(found[1]) % 2 == 1, shown
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", shown), "an escape was cut in two"


@given(TRICKS, st.integers(8, 300))
def test_a_spoiler_cannot_be_opened_from_inside(text: str, limit: int) -> None:
    shown = spoiler(text, limit)

    assert units(shown) <= limit
    if shown:
        assert shown.startswith("||")
        assert shown.endswith("||")
        assert "||" not in shown[2:-2]
        assert not re.search(r"(?<!\\)(?:\\\\)*\|", shown[2:-2])


@given(TRICKS, st.integers(8, 2000))
def test_every_line_of_a_quote_carries_its_mark(text: str, limit: int) -> None:
    lines = quoted(text, limit).split("\n")

    assert all(line.startswith(">") or line == "…" for line in lines)


@given(TRICKS)
def test_no_line_begins_a_heading_a_list_or_a_quote(text: str) -> None:
    for line in escaped(text, 10_000).split("\n"):
        assert not re.match(r"\s*(?:[>#+-]|\d+\.\s)", line), line


@given(st.text(st.characters(min_codepoint=97, max_codepoint=122), max_size=50))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert escaped(text, 100) == text


def test_readable_text_stays_readable() -> None:
    said = "Это не шутка, 12:30 — naïve café 👍 (ok) 50%"

    assert escaped(said, 200) == said


def test_a_tower_of_marks_is_cut() -> None:
    assert escaped("Z" + "\u0301" * 100, 200) == "Z" + "\u0301" * 3


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("hello", 5, "hello"), ("hello", 4, "hel…"), ("hello", 1, "…"), ("hello", 0, ""), ("", 3, "")],
)
def test_a_cut_is_marked(text: str, limit: int, cut: str) -> None:
    assert fitted(text, limit) == cut


def test_an_escape_is_never_cut_in_two() -> None:
    assert escaped("*" * 10, 6) == "\\*\\*…"


def test_width_counts_as_discord_does_at_most() -> None:
    assert width("a👍ж") == 4


def test_parameters_of_a_notice_are_escaped_and_numbers_are_not() -> None:
    notice = safe(Notice("x", {"text": "<@1> *a*", "number": 3}))

    assert notice.params == {"text": f"<{BREAK}@{BREAK}1> \\*a\\*", "number": 3}


@settings(max_examples=30)
@given(st.text(max_size=5000))
def test_cutting_takes_linear_time(text: str) -> None:
    assert units(escaped(text * 20, 1024)) <= 1024
