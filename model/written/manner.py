"""How people type in chat: nothing here changes what a text says about anybody."""

import random
import re

_SHORT = {
    "you": ["u", "ya"], "you're": ["ur", "youre", "u r"], "your": ["ur", "yr"], "are": ["r"],
    "people": ["ppl"], "please": ["pls", "plz"], "because": ["cuz", "bc"], "with": ["w"],
    "don't": ["dont"], "doesn't": ["doesnt"], "isn't": ["isnt"], "aren't": ["arent"],
    "can't": ["cant"], "i'm": ["im"], "i'll": ["ill"], "it's": ["its"], "that's": ["thats"],
    "they're": ["theyre"], "nobody": ["noone", "no1"], "something": ["smth"], "right": ["rite"],
    "going": ["goin"], "what": ["wat"], "the": ["da", "teh"], "this": ["dis"], "really": ["rly"],
    "thanks": ["thx", "ty"], "about": ["abt"], "before": ["b4"], "today": ["2day"], "for": ["4"],
    "fucking": ["fkn", "fking", "fuckin", "f*cking"], "fuck": ["fk", "fck", "f*ck"],
    "shit": ["sh1t", "sht"], "bitch": ["btch", "biatch"], "stupid": ["stoopid", "stupd"],
    "idiot": ["idoit", "idi0t"], "kill": ["kil"], "never": ["nvr"], "should": ["shud", "shld"],
    "have": ["hav"], "want": ["wanna"], "everyone": ["every1"], "someone": ["some1"], "and": ["n"],
    "hate": ["h8"], "to": ["2"], "love": ["luv"], "not": ["nt"],
}  # fmt: skip
_WORD = re.compile(r"[a-z']+", re.IGNORECASE)
_BEFORE = (
    "lol", "bro", "dude", "man", "nah", "yeah", "well", "ok", "okay", "hey", "guys", "wait", "so",
    "um", "and", "but", "also", "wow", "omg", "bruh", "yo", "hm", "tbh", "imo", "@user",
    "oh", "haha", "hi,", "sorry,", "btw", "like", "ngl", "idk", "ok so", "right,", "listen,",
)  # fmt: skip
_AFTER = (
    " lol", " lmao", " xd", " XD", "!!", "!", "...", " :)", " tbh", " bro", " man", " dude", " smh",
    " fr", " ngl", " haha", " \U0001f602", " :(", "??", ".", " ok", " now", " again", " imo", " rn",
    " though", " ffs", " guys", " @user", " lmfao", " :/", " pls", " \U0001f62d", " jeez",
)  # fmt: skip
SHORTENED, PREFIXED, SUFFIXED, LOWERED, SHOUTED, PLAIN = 0.25, 0.1, 0.2, 0.5, 0.04, 0.35
SHORTENED_WORD, DOUBLED_WORD = 0.5, 0.04


def as_written(text: str, _chance: random.Random) -> str:
    return text


def as_typed(text: str, chance: random.Random) -> str:
    """Mostly lower case, some short forms, something before or after; one in three as it was."""
    if chance.random() < PLAIN:
        return text
    if chance.random() < LOWERED:
        text = text.lower().rstrip(".")
    if chance.random() < SHORTENED:
        text = _WORD.sub(lambda word: _short(word[0], chance), text)
    if chance.random() < PREFIXED:
        text = f"{chance.choice(_BEFORE)} {text}"
    if chance.random() < SUFFIXED:
        text = text.rstrip(".!?") + chance.choice(_AFTER)
    return text.upper() if chance.random() < SHOUTED else text


def _short(word: str, chance: random.Random) -> str:
    forms = _SHORT.get(word.lower())
    if forms and chance.random() < SHORTENED_WORD:
        return chance.choice(forms)
    if len(word) > 3 and chance.random() < DOUBLED_WORD:
        at = chance.randrange(1, len(word))
        return word[:at] + word[at - 1] * chance.randint(1, 3) + word[at:]
    return word
