"""One reading of a message for rules, training and serving: `normalize`, and `fold` for matching.

Both are pure, never raise, take time linear in the text and change nothing when applied twice.
"""

import re
import string
import unicodedata

import re2

from app.domain.letters.characters import (
    MARKS_PER_LETTER,
    PICTURE_REPEATS,
    PICTURES_NAMED,
    SHAPES,
    UNADORNED,
    UNMASKED,
    VISIBLE,
)
from app.domain.letters.pictures import name_sequences
from app.domain.letters.script import has_latin, is_supported

USER = "@user"
CHANNEL = "#channel"
LINK = "[link]"
TIME = "[time]"

_PROTECTED = (USER, CHANNEL, LINK, TIME)

_PASSES = 8  # two settle ordinary text; the bound keeps hostile text linear
_MARK_RUN = re.compile(f"m{{{MARKS_PER_LETTER + 1},}}")
_PICTURE_RUN = re.compile(r"([\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])\1+")
_STYLE_RUN = re.compile(r"(?<![*_~`|])[*_~`|]+(?![*_~`|])")
_LINE_OPENING = re.compile(r"^[ ]*(?:(?:>{1,3}|#{1,3}|-#|-)[ ]+)+", re.MULTILINE)
_MARKUP = re.compile(
    r"<a?:(?P<emoji>\w{0,64}):\d{1,25}>"
    r"|(?P<user><@[!&]?\d{1,25}>)"
    r"|(?P<channel><#\d{1,25}>)"
    r"|<t:-?\d{1,25}(?P<time>:\w)?>"
    r"|</(?P<command>[\w\- ]{1,100}):\d{1,25}>"
    r"|(?P<link>(?<![*_~`|])[*_~`|]*(?:https?://|www\.|discord\.gg/)\S+)",
    re.IGNORECASE,
)

_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
_LEET = str.maketrans("@4380157$", "aaeboists")
_LEET_AMID_LETTERS = re.compile(r"[@$]?[a-zA-Z]+(?:[@4380157$]{1,2}[a-zA-Z]+)+\W*")
_LEET_INSIDE = re.compile(r"(?<=[^\W_])[!+](?=[^\W_])")
_LEET_SIGNS = {"!": "i", "+": "t"}
_STYLE_INSIDE = re.compile(r"[*~`|]+")
_SPACED_LETTERS = re.compile(r"(?<![^\W_])[^\W_](?:[ .\-/_*]{1,3}[^\W_](?![^\W_])){2,}")
_SPACED_ALIKE = re.compile(
    r"(?<![^\W_])[^\W_](?P<gap>[ .\-/]{1,3})[^\W_](?![^\W_])(?:(?P=gap)[^\W_](?![^\W_]))+"
)
"""As above with the same gap throughout: in `plan a s.s. minnow` the `a` is a word of its own."""
_SEPARATORS = re.compile(r"[ .\-/_*]+")
_REPEATS = re.compile(r"([^\W\d_])\1{2,}")

# What any step of `reading` might change in a text of ASCII; four in five chat messages have none
# of it and are spared all steps. It may find too much, never too little (a test compares).
_UNSETTLED = re2.compile(
    r"[^ -~]|[*_~`|<]|(?i:://|www\.|discord\.gg/)|^[ >#\-]|  | $"
    r"|[A-Za-z][@4380157$]{1,2}[A-Za-z]"
    r"|\b[A-Za-z0-9][ .\-/]{1,3}[A-Za-z0-9][ .\-/]{1,3}[A-Za-z0-9]\b|"
    + "|".join(letter * 3 for letter in string.ascii_letters)
)


# The same for `normalize`, and for `fold` of a text in small letters.
_DECORATED = re2.compile(r"[^ -~]|[*_~`|<]|(?i:://|www\.|discord\.gg/)|^[ >#\-]|  | $")
_DISGUISED = re2.compile(
    r"[^ -~]|[*_~`|<]|://|www\.|discord\.gg/|^[ >#\-]|  | $"
    r"|[a-z][^ ]*[@4380157$]|[@4380157$][^ ]*[a-z]|[a-z0-9][!+][a-z0-9]"
    r"|\b[a-z0-9][ .\-/]{1,3}[a-z0-9][ .\-/]{1,3}[a-z0-9]\b|"
    + "|".join(letter * 3 for letter in string.ascii_lowercase)
)


def normalize(text: str) -> str:
    """The text as a reader sees it, on one line, without invisible or decorative parts."""
    for _ in range(_PASSES):
        if text.isascii() and _DECORATED.search(text) is None:
            break
        text, before = _normalize_once(text), text
        if text == before:
            break
    return text


def fold(text: str) -> str:
    """The text for matching words: lower case, without disguise.

    Lookalikes, accents, leetspeak, s p a c e d letters and letters repeated three times or more
    are undone. A word list is folded with the same function before it is compared.
    """
    for _ in range(_PASSES):
        if text.isascii() and _DISGUISED.search(small := text.lower()) is None:
            return small
        text, before = _fold_once(text), text
        if text == before:
            break
    return text


def unmask(text: str) -> str:
    """The text with every letter that looks like a Latin one taken for that one."""
    return _normalize_once(text).translate(UNMASKED)


def reading(text: str) -> str:
    """The text for the model: normalized, with only those words unmasked that look disguised."""
    for _ in range(_PASSES):
        if text.isascii() and _UNSETTLED.search(text) is None:
            break
        text, before = _read_once(text), text
        if text == before:
            break
    return text


def _normalize_once(text: str) -> str:
    text = text.translate(VISIBLE)
    if not text.isascii():
        # A long run of marks would make NFKC quadratic, so it is cut before and after.
        text = _cut_marks(unicodedata.normalize("NFKC", _cut_marks(text)))
        text = _PICTURE_RUN.sub(_shorten_pictures, text.translate(VISIBLE))
        text = name_sequences(text).translate(PICTURES_NAMED)
    text = _LINE_OPENING.sub("", _STYLE_RUN.sub(_drop_style, text))
    text = _MARKUP.sub(_name_markup, text)
    return " ".join(text.split())


def _cut_marks(text: str) -> str:
    if text.isascii() or not (runs := list(_MARK_RUN.finditer(text.translate(SHAPES)))):
        return text
    kept, position = [], 0
    for run in runs:
        kept.append(text[position : run.start() + MARKS_PER_LETTER])
        position = run.end()
    return "".join([*kept, text[position:]])


def _shorten_pictures(run: re.Match[str]) -> str:
    return run[0][:PICTURE_REPEATS]


def _drop_style(run: re.Match[str]) -> str:
    """Style marks vanish unless both neighbours are letters: `f**k` keeps them."""
    text, start, end = run.string, run.start(), run.end()
    inside = start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
    return run[0] if inside else ""


def _name_markup(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "emoji":
        return f" {found['emoji'].replace('_', ' ')} "
    if kind == "command":
        return f" {found['command']} "
    return {"user": f" {USER} ", "channel": f" {CHANNEL} ", "link": f" {LINK} "}.get(
        kind or "", f" {TIME} "
    )


def _read_once(text: str) -> str:
    text = _REPEATS.sub(r"\1", _WORD.sub(_undisguised, _normalize_once(text)))
    return _REPEATS.sub(r"\1", _SPACED_LETTERS.sub(_joined, text))


def _undisguised(word: re.Match[str]) -> str:
    text = word[0]
    if text in _PROTECTED:
        return text
    if not text.isascii() and (plain := text.translate(UNMASKED)).isascii():
        text = plain
    if _LEET_AMID_LETTERS.fullmatch(text):
        text = text.translate(_LEET)
    return text


def _fold_once(text: str) -> str:
    text = _unmasked(_normalize_once(text))
    text = _STYLE_INSIDE.sub("", text.replace("_", " "))
    text = _REPEATS.sub(r"\1", _WORD.sub(_without_leet, text))
    text = _SPACED_ALIKE.sub(_joined, text)
    return _REPEATS.sub(r"\1", _WORD.sub(_without_leet, text))


def _unmasked(text: str) -> str:
    """Lookalikes undone, but not in words of another alphabet amid text of that alphabet.

    Russian is full of words that look like English ones. That it is meant is told by letters that
    look like no Latin ones, or by there being no Latin letter at all.
    """
    if text.isascii():
        return text.lower()
    plain = text.translate(UNMASKED)
    foreign = any(one.isalpha() and not one.isascii() for one in plain)
    if is_supported(text) or (has_latin(text) and not foreign):
        return plain

    return _WORD.sub(_unmasked_if_mixed, text)


def _unmasked_if_mixed(word: re.Match[str]) -> str:
    return word[0].translate(UNMASKED if has_latin(word[0]) else UNADORNED)


def _without_leet(word: re.Match[str]) -> str:
    text = word[0]
    if text in _PROTECTED or not _LETTER.search(text):
        return text
    text = _LEET_INSIDE.sub(lambda sign: _LEET_SIGNS[sign[0]], text)
    return text.translate(_LEET)


def _joined(run: re.Match[str]) -> str:
    letters = _SEPARATORS.sub("", run[0])
    return run[0] if letters.isdigit() else letters
