"""Notices that messages come without their content: the intent is missing (contracts.md GW-14)."""

import msgspec

SUSPICIOUS = 20
EVERY = 50
_ORDINARY_TYPES = frozenset({0, 19})


class _Author(msgspec.Struct):
    id: str = ""


class _Message(msgspec.Struct):
    type: int = 0
    content: str = ""
    author: _Author = msgspec.field(default_factory=_Author)
    embeds: list[msgspec.Raw] = []
    attachments: list[msgspec.Raw] = []
    components: list[msgspec.Raw] = []
    sticker_items: list[msgspec.Raw] = []
    message_snapshots: list[msgspec.Raw] = []
    poll: msgspec.Raw = msgspec.Raw(b"null")
    activity: msgspec.Raw = msgspec.Raw(b"null")


_DECODER = msgspec.json.Decoder(_Message)


class ContentWatch:
    """Looks into the first messages and into every fiftieth after; `missing` is the verdict."""

    def __init__(self) -> None:
        self._seen = 0
        self._empty = 0
        self.missing = False

    def see(self, payload: msgspec.Raw, own_ids: frozenset[str]) -> None:
        self._seen += 1
        if self._seen > SUSPICIOUS and self._empty == 0 and self._seen % EVERY:
            return
        try:
            message = _DECODER.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return
        if message.type not in _ORDINARY_TYPES or message.author.id in own_ids:
            return
        self._empty = self._empty + 1 if _is_empty(message) else 0
        self.missing = self._empty >= SUSPICIOUS


def _is_empty(message: _Message) -> bool:
    # A sticker, a forwarded message or an invitation to a game has no content of its own.
    return not (
        message.content
        or message.embeds
        or message.attachments
        or message.components
        or message.sticker_items
        or message.message_snapshots
        or bytes(message.poll) != b"null"
        or bytes(message.activity) != b"null"
    )
