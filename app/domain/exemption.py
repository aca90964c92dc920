"""Who is not moderated automatically, and why; each skip is recorded with its reason (C8)."""

from enum import StrEnum

from app.domain.evidence import Evidence
from app.domain.kind import Kind
from app.domain.policies.policy import Policy


class Exemption(StrEnum):
    """The first reason that held, in this order."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    BOT = "bot"
    WEBHOOK = "webhook"
    MODERATOR = "moderator"
    USER = "user"
    ROLE = "role"
    CHANNEL = "channel"


def exemption_of(evidence: Evidence, policy: Policy) -> Exemption | None:
    """Why automatic moderation leaves this author alone; None when it does not (ST-061)."""
    subject, exempt = evidence.subject, policy.exempt
    met = {
        Exemption.OWNER: subject.is_owner,
        Exemption.ADMINISTRATOR: subject.is_administrator,
        Exemption.BOT: subject.is_bot and exempt.bots,
        Exemption.WEBHOOK: subject.is_webhook and exempt.webhooks,
        Exemption.MODERATOR: subject.is_moderator and exempt.moderators,
        Exemption.USER: subject.user in exempt.users,
        Exemption.ROLE: not set(subject.roles).isdisjoint(exempt.roles),
        Exemption.CHANNEL: not {evidence.channel, evidence.parent}.isdisjoint(exempt.channels),
    }
    if evidence.kind is Kind.SERVICE:  # Discord wrote it, whoever it is about
        return Exemption.CHANNEL if met[Exemption.CHANNEL] else None

    return next((reason for reason, holds in met.items() if holds), None)
