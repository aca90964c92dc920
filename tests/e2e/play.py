"""A made-up server and what is written in it, by a seed: harmless chat, and a few with bad words.

Nobody says a bad word twice, so what must come of it is plain: one case, one DM, one card; for the
bad word also one timeout and one message less, for the rude one a warning on record. All the rest
must come to nothing.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.local.system import APPEALS, LOG, REVIEW

BAD_WORD, RUDE_WORD = "blorptang", "quizzlefump"
RUDE_SHARE = 0.2
"""Of those who offend."""
CHANNELS = ("general", "games", "help", "off-topic", "music", "photos")
CHATTERS = 40
POLICY = f"""
thresholds: {{warn: 0.95, timeout: 0.96, kick: 0.97, ban: 0.98}}
rules:
  duplicates: {{enabled: false}}
  words:
    - {{name: bad word, words: [{BAD_WORD}], action: timeout}}
    - {{name: rude word, words: [{RUDE_WORD}], action: warn, delete: false}}
"""
"""Only the words decide; the classifier runs, but its opinion is out of reach of an action."""

PHRASES = (
    "the build is green again",
    "lunch at noon works for me",
    "has anybody tried the new map",
    "thanks, that fixed it",
    "good morning everyone",
    "the meeting moved to tuesday",
    "my train is a little late",
    "what a lovely sunset today",
    "see you all tomorrow",
    "our garden is full of tomatoes",
    "the library opens at nine",
    "the concert was wonderful",
    "who wants to join the chess club",
    "it rains since yesterday",
    "page two of the manual explains it",
    "we should water the plants",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    author: str
    channel: str
    content: str

    @property
    def is_bad(self) -> bool:
        return BAD_WORD in self.content

    @property
    def is_rude(self) -> bool:
        return RUDE_WORD in self.content


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    guild: dict[str, Any]
    said: Sequence[Said]


def play_of(chance: random.Random, *, messages: int, bad: int) -> Play:
    """`messages` in all, `bad` of them with one of the words, spread at random."""
    moments = set(chance.sample(range(messages), bad))
    said = [_said(chance, number, offends=number in moments) for number in range(messages)]
    names = [*(f"chatter{number}" for number in range(CHATTERS)), *_offenders(said)]
    guild = {
        "name": "Storm",
        "channels": [
            *({"name": name} for name in CHANNELS),
            {"name": "mod-log", "id": str(LOG)},
            {"name": "review", "id": str(REVIEW)},
            {"name": "appeals", "id": str(APPEALS)},
        ],
        "members": [{"name": name, "created": 900, "joined": 400} for name in names],
    }

    return Play(guild=guild, said=said)


def _said(chance: random.Random, number: int, *, offends: bool) -> Said:
    words = [chance.choice(PHRASES), str(number)]
    if offends:
        words.append(RUDE_WORD if chance.random() < RUDE_SHARE else BAD_WORD)
    return Said(
        author=f"offender{number}" if offends else f"chatter{chance.randrange(CHATTERS)}",
        channel=chance.choice(CHANNELS),
        content=" ".join(words),
    )


def _offenders(said: Sequence[Said]) -> list[str]:
    return [one.author for one in said if one.is_bad or one.is_rude]
