"""What a message looks like: emoji, capitals, marks, lines, length, files."""

import pytest

from app.domain.detectors import detect
from app.domain.detectors.emoji import emoji_in
from app.domain.detectors.reading import Reading
from app.domain.message import Attachment
from app.domain.policies.rules import (
    AttachmentRule,
    CapsRule,
    EmojiRule,
    FileRule,
    LengthRule,
    LineRule,
    Rules,
    ZalgoRule,
)
from tests.factories import a_message


def found(text: str, rules: Rules, **changes: object) -> list[str]:
    return [one.source for one in detect(Reading(message=a_message(text, **changes)), rules)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("hello 123 #1", 0),
        ("<:cat:123456789012345678><a:dog:123456789012345678>", 2),
        ("\U0001f600\U0001f600 \u2764\ufe0f", 3),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", 1),
        ("\U0001f44d\U0001f3fd", 1),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 2),
        ("1\ufe0f\u20e3", 1),
        ("привет \u2014 как дела?", 0),
    ],
)
def test_emoji_are_counted_as_people_see_them(text: str, count: int) -> None:
    assert emoji_in(text) == count


def test_more_emoji_than_the_limit_break_the_rule() -> None:
    rules = Rules(emoji=EmojiRule(enabled=True, limit=3))
    assert found("\U0001f600" * 3, rules) == []
    assert found("\U0001f600" * 2 + "<:a:123456789012345678>" * 2, rules) == ["emoji"]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("STOP DOING THAT RIGHT NOW ALL OF YOU", True),
        ("ПРЕКРАТИТЕ ЭТО НЕМЕДЛЕННО ВСЕ ДО ОДНОГО", True),  # noqa: RUF001 — Russian letters
        ("LOL", False),
        ("NASA AND ESA", False),
        ("Stop doing that right now, all of you", False),
        ("look at <:SHOUTING_EMOJI_NAME_THAT_IS_LONG:123> please, my friends of old", False),
        ("see https://EXAMPLE.com/SOME-LONG-PATH-IN-CAPITAL-LETTERS for it, please", False),
        ("12345678901234567890 !!!!!!!!!!!!!!!!!!!!!", False),
    ],
)
def test_shouting_is_a_long_text_in_capitals(text: str, *, broken: bool) -> None:
    rules = Rules(caps=CapsRule(enabled=True))
    assert found(text, rules) == (["caps"] if broken else [])


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("z\u0300\u0301\u0302\u0303\u0304" * 3, True),
        ("z" + "\u0301" * 50 + " only one", False),
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", False),
        ("\u0e17\u0e35\u0e48 \u0e19\u0e49\u0e33", False),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", False),
        ("\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", False),
        ("plain", False),
    ],
)
def test_zalgo_is_what_no_script_needs(text: str, *, broken: bool) -> None:
    rules = Rules(zalgo=ZalgoRule(enabled=True))
    assert found(text, rules) == (["zalgo"] if broken else [])


def test_lines_length_and_files_have_their_limits() -> None:
    rules = Rules(
        lines=LineRule(enabled=True, limit=3),
        length=LengthRule(enabled=True, limit=20),
        attachments=AttachmentRule(enabled=True, limit=1),
    )
    file = Attachment(name="a.png")
    assert found("a\nb\nc", rules, attachments=(file,)) == []
    assert found("a\nb\nc\nd", rules) == ["lines"]
    assert found("x" * 21, rules) == ["length"]
    assert found("", rules, attachments=(file, file)) == ["attachments"]


@pytest.mark.parametrize(
    "file",
    [
        Attachment(name="setup.exe"),
        Attachment(name="SETUP.EXE"),
        Attachment(name="cat.png.exe"),
        Attachment(name="invoice.pdf.scr. "),
        Attachment(name="photo\u202egnp.exe"),
        Attachment(name="x.\uff45xe"),
        Attachment(name="a1b2c3", title="holiday.bat"),
        Attachment(name="cat.png", content_type="application/x-msdownload"),
        Attachment(name="cat", content_type="application/x-dosexec; charset=binary"),
    ],
)
def test_files_that_run_are_refused_by_ending_or_by_type(file: Attachment) -> None:
    rules = Rules(files=FileRule(enabled=True))
    assert found("", rules, attachments=(file,)) == ["files"]


@pytest.mark.parametrize(
    "name", ["cat.png", "notes.txt", "exe", "my.exe.png", "report.final.pdf", "archive.tar.gz", ""]
)
def test_other_files_pass(name: str) -> None:
    rules = Rules(files=FileRule(enabled=True))
    assert found("", rules, attachments=(Attachment(name=name),)) == []


def test_a_server_may_name_the_only_endings_it_takes() -> None:
    rules = Rules(files=FileRule(enabled=True, allow_only=True, allow=("png", "tar.gz")))
    assert found("", rules, attachments=(Attachment(name="a.PNG"),)) == []
    assert found("", rules, attachments=(Attachment(name="a.tar.gz"),)) == []
    assert found("", rules, attachments=(Attachment(name="a.gz"),)) == ["files"]


def test_rules_that_are_off_see_nothing() -> None:
    shout = "STOP " * 600 + "\n" * 50 + "\U0001f600" * 30 + "z\u0300\u0301\u0302\u0303\u0304" * 3
    files = (Attachment(name="a.exe"),) * 10
    assert found(shout, Rules(), attachments=files) == []
