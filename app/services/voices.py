"""Which messages belong to the window of a guild, since they may be part of a raid."""

import re

from app.domain.behaviour import Recent
from app.domain.evidence import Evidence
from app.domain.exemption import exemption_of
from app.domain.kind import Kind
from app.domain.message import Message
from app.domain.policies.policy import Policy
from app.domain.raids.scene import HEATED, Voice

_LEADS_AWAY = re.compile(r"https?://|discord\.gg/|discord(?:app)?\.com/invite/", re.IGNORECASE)


def voice_of(message: Message, evidence: Evidence, recent: Recent, policy: Policy) -> Voice | None:
    """A newcomer's message, or heated words at somebody; None for all others.

    The exempt are never heard, so they can be no suspects; neither can edits raise a raid.
    """
    if message.kind is not Kind.MESSAGE or message.edited_at is not None:
        return None
    newcomer = _is_newcomer(message, policy)
    toxicity = recent.toxicity or 0.0
    aimed = toxicity >= HEATED and bool(message.addressed)
    if not (newcomer or aimed) or exemption_of(evidence, policy) is not None:
        return None

    return Voice(
        message=message.id,
        at=message.sent_at,
        user=message.author.id,
        channel=message.channel,
        fingerprint=recent.fingerprint,
        shape=recent.shape,
        toxicity=toxicity,
        newcomer=newcomer,
        lure=_is_lure(message),
        at_members=message.addressed,
    )


def _is_newcomer(message: Message, policy: Policy) -> bool:
    joined_at = message.author.joined_at

    return joined_at is not None and message.sent_at - joined_at < policy.raids.newcomer


def _is_lure(message: Message) -> bool:
    """Whether it leads away from the server, or calls many."""
    if message.attachments or message.mentions.everyone or message.mentions.roles:
        return True

    return _LEADS_AWAY.search(message.own_words) is not None
