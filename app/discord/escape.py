"""Text of strangers, made harmless before it stands in a message of ours (threats T-11, T-12).

Nothing in it may ping, link, style, hide, turn the writing direction or grow beyond its place. The
words stay readable. Lengths are counted in UTF-16 units, which is never less than Discord counts.
"""

import re
import unicodedata
from collections.abc import Iterable

from app.domain.notice import Notice

BREAK = "\u200b"
"""Zero-width space: breaks a token of Discord's markup without being seen."""
CUT = "…"

MARKS_PER_LETTER = 3
MAX_PARAMETER = 1024

_MARKUP = frozenset("\\*_~`|[]")
_LINE_OPENING = re.compile(r"(?m)^( *)([>#+-])")
_LIST_NUMBER = re.compile(r"(?m)^( *\d+)\.(?=\s)")
_LINK = re.compile(r":(?=//)|\](?=\()|(?i:(?<=discord)\.(?=[a-z]))")
_NONCHARACTERS = range(0xFDD0, 0xFDF0)


def width(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)  # noqa: PLR2004


def fitted(text: str, limit: int) -> str:
    """The beginning of our own text, ended by `…` when it was cut to `limit`."""
    return _joined(text, limit)


def escaped(text: str, limit: int) -> str:
    """A stranger's text that Discord shows as written, cut to `limit` after escaping."""
    visible = "".join(_visible(text))
    flat = _LIST_NUMBER.sub(rf"\1{BREAK}.", _LINE_OPENING.sub(rf"\1{BREAK}\2", visible))
    defanged = _LINK.sub(rf"\g<0>{BREAK}", flat)

    return _joined((_token(character) for character in defanged), limit)


def on_one_line(text: str, limit: int) -> str:
    """`escaped`, with its line breaks as spaces."""
    return escaped(" ".join(text.split()), limit)


def spoiler(text: str, limit: int) -> str:
    """Escaped, and hidden until the reader clicks on it."""
    hidden = escaped(text.strip(), limit - 4)

    return f"||{hidden}||" if hidden else ""


def quoted(text: str, limit: int) -> str:
    """Escaped, as a block quote; every line carries its mark."""
    lines = escaped(text, limit // 2).split("\n")

    return _joined("\n".join(f"> {line}" for line in lines), limit)


def safe(notice: Notice) -> Notice:
    """The notice with every text among its parameters escaped; numbers stay."""
    return Notice(
        notice.key,
        {
            name: escaped(value, MAX_PARAMETER) if isinstance(value, str) else value
            for name, value in notice.params.items()
        },
    )


def _visible(text: str) -> Iterable[str]:
    """Without controls, direction marks, lone surrogates and towers of combining marks."""
    marks = 0
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character == "\n":
            yield character
        elif category in {"Zl", "Zp"}:
            yield "\n"
        elif category == "Zs" or character == "\t":
            yield " "
        elif _is_shown(character, category) and marks <= MARKS_PER_LETTER:
            yield character


def _is_shown(character: str, category: str) -> bool:
    code = ord(character)
    is_character = code & 0xFFFE != 0xFFFE and code not in _NONCHARACTERS  # noqa: PLR2004

    return is_character and category not in {"Cc", "Cf", "Cs", "Co"}


def _token(character: str) -> str:
    if character in _MARKUP:
        return "\\" + character
    if character in "<@":
        return character + BREAK

    return character


def _joined(tokens: Iterable[str], limit: int) -> str:
    """As many whole tokens as fit, so that no escape is cut in two."""
    kept: list[str] = []
    used = 0
    for token in tokens:
        length = width(token)
        if used + length > limit:
            return _shortened(kept, used, limit)
        kept.append(token)
        used += length

    return "".join(kept)


def _shortened(kept: list[str], used: int, limit: int) -> str:
    while kept and used + len(CUT) > limit:
        used -= width(kept.pop())

    return "".join(kept) + CUT if limit >= len(CUT) else ""
