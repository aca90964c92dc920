"""Disguises and typing habits for augmentation: what people do to a word to slip past a filter."""

import random
from collections.abc import Callable

_LEET = {"a": "@4", "e": "3", "i": "1!", "o": "0", "s": "$5", "t": "7", "l": "1", "b": "8"}
_TWINS = {"a": "\u0430", "e": "\u0435", "i": "\u0456", "o": "\u043e", "c": "\u0441", "p": "\u0440"}
_NEIGHBOURS = {
    "a": "sq", "e": "wr", "i": "uo", "o": "ip", "u": "yi", "s": "ad", "t": "ry", "n": "bm",
    "r": "et", "l": "k", "d": "sf", "c": "xv", "k": "jl", "g": "fh", "h": "gj", "m": "n",
}  # fmt: skip


def _leet(word: str, chance: random.Random) -> str:
    return "".join(
        chance.choice(_LEET[c]) if c in _LEET and chance.random() < 0.6 else c for c in word
    )


def _spaced(word: str, chance: random.Random) -> str:
    return chance.choice([" ", ".", "-", "_", "*"]).join(word)


def _twins(word: str, chance: random.Random) -> str:
    return "".join(_TWINS[c] if c in _TWINS and chance.random() < 0.7 else c for c in word)


def _repeated(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at] * chance.randint(2, 6) + word[at + 1 :]


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + chance.choice(_NEIGHBOURS.get(word[at], word[at])) + word[at + 1 :]


def _starred(word: str, chance: random.Random) -> str:
    star = chance.choice("*-#")
    return (
        word[0] + star * (len(word) - 2) + word[-1]
        if chance.random() < 0.4
        else (word[:1] + star + word[2:])
    )


def _split(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice([" ", ".", "-", "*", "\u200b"]) + word[at:]


def _invisible(word: str, chance: random.Random) -> str:
    return "".join(c + chance.choice(["", "\u200b", "\u2060", "\u00ad"]) for c in word)


DISGUISES: dict[str, Callable[[str, random.Random], str]] = {
    "leet": _leet,
    "spaced": _spaced,
    "twins": _twins,
    "repeated": _repeated,
    "swapped": _swapped,
    "dropped": _dropped,
    "mistyped": _mistyped,
    "starred": _starred,
    "split": _split,
    "invisible": _invisible,
}


def disguise(text: str, chance: random.Random, kinds: tuple[str, ...] = tuple(DISGUISES)) -> str:
    """The text with one or two of its longer words disguised, all in one manner."""
    words = text.split()
    candidates = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    change = DISGUISES[chance.choice(kinds)]
    for at in chance.sample(candidates, k=min(len(candidates), chance.randint(1, 2))):
        words[at] = change(words[at].lower(), chance)
    return " ".join(words)


def habits(text: str, chance: random.Random) -> str:
    """Harmless habits of chat: no capitals, no full stop, shouting, a greeting of a name."""
    kind = chance.random()
    if kind < 0.4:
        return text.lower().rstrip(".")
    if kind < 0.5:
        return text.upper()
    if kind < 0.7:
        return text.lower() + chance.choice([" lol", " lmao", " xd", "!!", "...", " :)", " tbh"])
    return text
