"""The ids of buttons and forms: stateless, signed, bound to one guild, one thing and a last moment.

    1:<operation>:<guild>:<subject>:<expires>:<mac>        at most 100 characters

Anybody can send any custom_id (threat T-3), so nothing in one is believed before the MAC is right:
HMAC-SHA-256 over everything before it, cut to 120 bits.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.errors import Refused
from app.domain.ids import GuildId
from app.domain.notice import Notice

VERSION = "1"
MAX_LENGTH = 100
MAC_BYTES = 15
MIN_SECRET = 16

_FORM = re.compile(
    r"1:(?P<operation>[a-z_]{1,16}):(?P<guild>[0-9]{1,20}):(?P<subject>[0-9A-Za-z._-]{1,24})"
    r":(?P<expires>[0-9]{1,11}):(?P<mac>[0-9A-Za-z_-]{20})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a genuine custom_id says."""

    operation: str
    guild: GuildId
    subject: str
    expires_at: datetime


class CustomIds:
    """Makes and reads custom_ids with one secret."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < MIN_SECRET:
            raise ValueError(f"the secret of custom ids needs at least {MIN_SECRET} bytes")
        self._secret = secret

    def sign(self, operation: str, guild: GuildId, subject: str | int, expires_at: datetime) -> str:
        """A custom_id; the same arguments always give the same one.

        Raises:
            ValueError: a part is not of the form that `read` accepts.
        """
        text = f"{VERSION}:{operation}:{guild}:{subject}:{int(expires_at.timestamp())}"
        signed = f"{text}:{self._mac(text)}"
        if not _FORM.fullmatch(signed):
            raise ValueError(f"cannot be a custom id: {text!r}")

        return signed

    def read(self, custom_id: str, now: datetime) -> Signed:
        """What a custom_id says, if it is ours and still valid.

        Raises:
            Refused: it is altered, foreign or too old.
        """
        found = _FORM.fullmatch(custom_id)
        if found is None:
            raise _refused()
        text, _, mac = custom_id.rpartition(":")
        if not hmac.compare_digest(mac, self._mac(text)):
            raise _refused()
        expires_at = datetime.fromtimestamp(int(found["expires"]), UTC)
        if now >= expires_at:
            raise _refused()

        return Signed(
            operation=found["operation"],
            guild=GuildId(int(found["guild"])),
            subject=found["subject"],
            expires_at=expires_at,
        )

    def _mac(self, text: str) -> str:
        digest = hmac.digest(self._secret, text.encode(), hashlib.sha256)

        return base64.urlsafe_b64encode(digest[:MAC_BYTES]).decode("ascii")


def _refused() -> Refused:
    return Refused(Notice("error.button_invalid"))
