"""Invites to other servers, in every spelling that Discord resolves or people understand."""

import re
from collections.abc import Iterator

from app.domain.detectors.made import MadeOf
from app.domain.detectors.reading import Reading
from app.domain.letters.characters import UNMASKED
from app.domain.policies.rules import InviteRule, Rules
from app.domain.signal import Signal

_CODE = r"([a-z0-9-]{2,64})"
_SIGN = r"[\s()\[\]{}.,\u00b7\u2022*_~`|\\-]"
_DOT = rf"(?:{_SIGN}{{1,6}}(?:d[o0]t)?|d[o0]t){_SIGN}{{0,6}}"
"""What stands in for a dot; bounded, so that long runs of it cost nothing."""
_SLASH = r"\s?[/\\]{1,4}\s?"
_INVITE = re.compile(
    r"(?:discord(?:app)?\.com/{1,4}(?:invite|servers?/invite)|discord\.gg(?:/{1,4}invite)?"
    r"|discord://(?:-/)?invite|discord\.com/{1,4}api/{1,4}v\d{1,2}/{1,4}invites)[/\\]{1,4}" + _CODE,
    re.IGNORECASE,
)
_DISGUISED = re.compile(
    rf"d[il1!|]sc[o0]rd(?:app)?{_DOT}(?:gg|com{_SLASH}invite){_SLASH}{_CODE}", re.IGNORECASE
)
_HINT = re.compile(r"sc[o0]rd", re.IGNORECASE)
_WORDS = frozenset({"invite", "invites"})
"""What stands where a code could, but is part of the address."""


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when there is an invite whose code is not allowed."""
    rule = rules.invites
    if not rule.enabled:
        return
    exact, folded = _allowed(rule)
    for text in reading.plain:
        unmasked = text if text.isascii() else text.translate(UNMASKED)
        if not _HINT.search(unmasked):
            continue
        plainly = {code for code in _INVITE.findall(text) if code.casefold() not in _WORDS}
        hidden = {code.casefold() for code in _DISGUISED.findall(unmasked)}
        if plainly - exact or hidden - folded - _WORDS:
            yield Signal(source="invites", label="invites", score=1.0)
            return


def _made(rule: InviteRule) -> tuple[frozenset[str], frozenset[str]]:
    """Codes tell capitals apart, but not once somebody has disguised the address."""
    return frozenset(rule.allow), frozenset(map(str.casefold, rule.allow))


_allowed = MadeOf(_made)
