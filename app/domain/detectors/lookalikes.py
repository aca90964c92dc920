"""Domains made to look like Discord's or Steam's: what most stolen accounts are used to spread.

A name is judged by itself; nobody is asked. The rules are narrow on purpose: many honest sites have
`discord` in their name, and none of them imitates it letter by letter.
"""

from functools import lru_cache
from itertools import pairwise

from app.domain.detectors.hosts import is_under, readable
from app.domain.letters.characters import UNMASKED

OFFICIAL = (
    *("discord.com", "discord.gg", "discord.gift", "discord.gifts", "discord.new", "discord.dev"),
    *("discord.co", "discord.design", "discord.media", "discord.store", "discord.tools"),
    *("discordapp.com", "discordapp.net", "discordsays.com"),
    *("discordstatus.com", "discordmerch.com", "discordpartygames.com", "discordactivities.com"),
    *("discord-activities.com", "discordsez.com", "dis.gd", "bigbeans.solutions"),
    *("steamcommunity.com", "steampowered.com", "steamstatic.com", "steamusercontent.com"),
    *("steamcontent.com", "steamgames.com", "steamdeck.com", "steam-chat.com", "s.team"),
    *("steam.tv", "valvesoftware.com"),
)
BRANDS = ("discord", "discordapp", "steamcommunity", "steampowered")
NOBODY_ELSES = frozenset({"discordapp", "discordgift", "discordnitro", *BRANDS[2:]})
"""Names that are nobody else's under any ending; `discord` itself is part of honest names."""
BAIT = ("nitro", "gift", "giveaway", "airdrop", "claim")
"""Beside the brand in one name: what is promised. Honest sites of bots and lists promise none."""
ENDINGS = ("com", "gg", "gift")
_HONEST = frozenset({"discard", "discards"})
"""English words one letter away from a brand."""
_ONE_EDIT, _TWO_EDITS = 7, 12
"""Letters from which a brand may differ by one, and by two: shorter ones have honest neighbours."""
_SHAPES = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_DIGITS = str.maketrans("01345l", "oieasi")


@lru_cache(maxsize=4096)
def is_lookalike(host: str) -> bool:
    """Whether a canonical host imitates one of the brands."""
    if is_under(host, OFFICIAL):
        return False
    *labels, _ = shown = readable(host).split(".")

    return (
        any(_in_other_letters(label) for label in shown)
        or any(_imitates(label) or _promises(label, labels) for label in labels)
        or any(_pretends_to_end(one, other) for one, other in pairwise(shown[:-1]))
    )


def _in_other_letters(label: str) -> bool:
    """`d\u0456scord`: a brand once the letters of other alphabets are unmasked."""
    if label.isascii():
        return False
    unmasked = label.translate(UNMASKED)
    return any(brand in unmasked for brand in BRANDS)


def _imitates(label: str) -> bool:
    """`dlscord-gift`, `steamcommunlty`, `disc0rd`: nearly a brand, but not the brand."""
    if label in NOBODY_ELSES:
        return True
    if any(brand in label for brand in BRANDS):
        return False
    shape = _shape(label)

    return any(_shape(brand) in shape for brand in BRANDS) or any(
        _is_near(token, brand) for token in label.split("-") for brand in BRANDS
    )


def _promises(label: str, labels: list[str]) -> bool:
    """`discord-nitro`, `gift.discord-app`: a brand with bait beside it."""
    if not any(brand in label for brand in BRANDS):
        return False

    return any(bait in one for bait in BAIT for one in labels)


def _pretends_to_end(label: str, following: str) -> bool:
    """`discord.com.evil`, `steamcommunity.com-trade.evil`: the real name, and then more."""
    return label in BRANDS and following.partition("-")[0] in ENDINGS


def _shape(label: str) -> str:
    """What the eye takes the letters for."""
    for letters, look in _SHAPES:
        label = label.replace(letters, look)

    return label.translate(_DIGITS)


def _is_near(token: str, brand: str) -> bool:
    if token in _HONEST or len(brand) < _ONE_EDIT:
        return False
    most = 2 if len(brand) >= _TWO_EDITS else 1

    return abs(len(token) - len(brand)) <= most and _edits(token, brand) <= most


def _edits(one: str, other: str) -> int:
    """Letters to insert, drop, change or swap with their neighbour (Damerau 1964, restricted)."""
    earlier: list[int] = []
    above = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            cost = min(above[to] + 1, row[to - 1] + 1, above[to - 1] + (letter != wanted))
            if earlier and to > 1 and (letter, one[at - 2]) == (other[to - 2], wanted):
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
        earlier, above = above, row

    return above[-1]
