"""Thanks: whether a message thanks those whom it answers or mentions (LK-021).

A word of thanks alone is a weak sign and costs nothing when it is missed: it only ever adds a few
points, each pair of members once a day. So the list is short and the exceptions are the plain ones.
"""

import re2

from app.domain.ids import UserId
from app.domain.kind import Kind
from app.domain.message import Message
from app.domain.text import USER, fold

MAX_LENGTH = 400
"""Longer messages are about something else."""
MAX_THANKED = 3
"""Who thanks a crowd thanks nobody in particular."""

_WORDS = (
    *("thanks", "thank you", "thank u", "thankyou", "thx", "tnx", "thnx", "tysm", "tyvm"),
    *("ty so much", "ty very much", "ty for"),
    *("спасибо", "спасибочки", "пасиб", "спс", "благодарю", "дякую", "дзякуй"),
    *("danke", "merci", "gracias", "obrigado", "obrigada", "grazie", "arigato", "dziekuje"),
)
_ALONE = frozenset({"ty"})
"""Thanks only as the whole message: in Polish it is the word for you."""
_DECLINED = (
    *("no thanks", "no thank you", "no thx", "no ty", "not thanks", "thanks for nothing"),
    *("thanks but no", "without thanks", "нет спасибо", "не спасибо", "спасибо не надо"),
    *("спасибо не нужно", "без спасибо", "nein danke", "non merci", "no gracias"),
)
_GAP = r"[\s,.!:;-]+"


def _any_of(phrases: tuple[str, ...]) -> str:
    """Matches any of them as whole words, with any punctuation inside."""
    said = (_GAP.join(map(re2.escape, fold(phrase).split())) for phrase in phrases)
    return rf"(?:^|[^\pL\pN])(?:{'|'.join(said)})(?:$|[^\pL\pN])"


_THANKS = re2.compile(_any_of(_WORDS))
_NO_THANKS = re2.compile(_any_of(_DECLINED))


def thanked_by(message: Message) -> tuple[UserId, ...]:
    """The members whom the message thanks: none when it says no thanks, or to nobody."""
    if message.kind is not Kind.MESSAGE or message.author.is_bot or message.author.is_webhook:
        return ()
    helpers = tuple(user for user in message.addressed if user != message.author.id)
    if not 0 < len(helpers) <= MAX_THANKED:
        return ()

    return helpers if is_thanks(message.content) else ()


def is_thanks(text: str) -> bool:
    """Whether a text says thanks, in the languages of `_WORDS`."""
    if not text or len(text) > MAX_LENGTH:
        return False
    folded = fold(text)
    if _bare(folded) in _ALONE:
        return True

    return bool(_THANKS.search(folded)) and not _NO_THANKS.search(folded)


def _bare(folded: str) -> str:
    """The words without the names and signs around them."""
    return " ".join(folded.replace(USER, " ").split()).strip(".,!:;-) ")
