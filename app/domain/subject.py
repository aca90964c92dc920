"""The author of a message as the exemptions see them."""

from app.domain.evidence import Subject
from app.domain.guild import GuildFacts
from app.domain.message import Author
from app.domain.permissions import Permission

MODERATES = Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS
"""Holding either makes a moderator."""


def subject_of(author: Author, guild: GuildFacts | None) -> Subject:
    """Who wrote it; rights are only known once the guild was heard of."""
    held = Permission(guild.permissions_of(author.roles)) if guild else Permission(0)

    return Subject(
        user=author.id,
        roles=author.roles,
        is_bot=author.is_bot,
        is_webhook=author.is_webhook,
        is_owner=guild is not None and author.id == guild.owner,
        is_administrator=Permission.ADMINISTRATOR in held,
        is_moderator=bool(held & MODERATES),
    )
