"""What is wrong with a value in a policy's document, in the words of those who write policies."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.adapters.yaml.policy_shape import Place, holds_id, kind_at, names_in

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SHOWN = 40
"""Characters of a wrong value that are shown."""
_FEW = 12
"""Names that one can choose from at a glance; more stand in the example."""
_ALIKE = 0.7
"""From which likeness on a name is taken for another one misspelt."""
_ID = "an id, a number (Discord: Settings, Advanced, Developer Mode; then right-click, Copy ID)"
_BLOCK = "a block of fields, each as `name: value`"
_NEEDED = (
    ("float", "a number"),
    ("int", "a whole number"),
    ("bool", "true or false"),
    ("time_delta", "a length of time, as 90s, 15m, 1h30m or 7d"),
    ("tuple", "a list, as [a, b] or one `- a` on each line"),
    ("dataclass", _BLOCK),
    ("dict", _BLOCK),
    ("mapping", _BLOCK),
    ("string", "text; a number or yes and no as words want quotes"),
)
"""By the beginning of the validator's name for a fault."""


def fault_words(error: "ErrorDetails", place: Place) -> str:
    """One fault that the validator found at a place."""
    kind = error["type"]
    if kind in ("unexpected_keyword_argument", "invalid_key"):
        return _unknown(place)
    if kind == "missing":
        return "is missing"
    if error["input"] is None:
        return "has no value; leave the line out for the default"
    if error["loc"][-1:] == ("[key]",) or (kind.startswith("int") and holds_id(kind_at(place))):
        return f"must be {_ID}{_instead(error['input'])}"
    if kind == "enum":
        return f"must be {error['ctx']['expected']}{_instead(error['input'])}"
    needed = next((words for start, words in _NEEDED if kind.startswith(start)), "")

    return f"must be {needed}{_instead(error['input'])}" if needed else error["msg"]


def _unknown(place: Place) -> str:
    known = names_in(kind_at(place[:-1]))
    if close := get_close_matches(place[-1].lower(), known, n=1, cutoff=_ALIKE):
        return f"is not known; did you mean {close[0]}?"
    if len(known) > _FEW:
        return "is not known; `./run policy example` shows all there is"

    return f"is none of {', '.join(known)}"


def _instead(value: object) -> str:
    """What stands there, where it is a single value."""
    if isinstance(value, (dict, list)):
        return ""
    text = str(value)

    return f", not {text[:_SHOWN] + '…' if len(text) > _SHOWN else text!r}"
