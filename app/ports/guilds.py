"""What services need to know of guilds."""

from typing import Protocol

from app.domain.guild import GuildFacts
from app.domain.ids import GuildId
from app.domain.look_back.shadow import Draft
from app.domain.policies.policy import Policy


class Guilds(Protocol):
    """Policies and facts by guild."""

    def policy_of(self, guild: GuildId) -> Policy:
        """The current policy; the default one for a guild that has none yet."""

    def draft_of(self, guild: GuildId) -> Draft | None:
        """The draft that the guild has in shadow, if any."""

    def facts_of(self, guild: GuildId) -> GuildFacts | None:
        """What Discord said of the guild; None before it was heard of."""

    def learn(self, facts: GuildFacts) -> None:
        """Remember facts, and give a new guild its first policy. Repeating changes nothing."""
