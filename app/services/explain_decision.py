"""Explain a stored decision: of a case, or of any message that was judged, acted on or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.ids import DISCORD_EPOCH, GuildId, made_at
from app.domain.look_back.explanation import Explanation, explain
from app.domain.look_back.hindsight import Past
from app.ports.guilds import Guilds
from app.ports.pasts import Pasts
from app.ports.policies import Policies

HIGHEST_CASE = 9_999_999_999
"""Longer numbers are ids of messages."""
MOST_HOURS = 2
"""A message is filed under the hour in which it was sent on to be judged: its own, or the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A decision and why it was made; `why` is None when the policy of that time is unknown."""

    past: Past
    why: Explanation | None


class ExplainDecision:
    """Reads, decides nothing."""

    def __init__(self, *, pasts: Pasts, guilds: Guilds, policies: Policies) -> None:
        self._pasts = pasts
        self._guilds = guilds
        self._policies = policies

    def __call__(self, guild: GuildId, number: int) -> tuple[Explained, ...]:
        """All decisions on it, oldest first: a message has one for each wording.

        Args:
            guild: where it was made.
            number: a case's number, or a message's id.
        """
        return tuple(
            Explained(past=past, why=self._why(guild, past)) for past in self._found(guild, number)
        )

    def _found(self, guild: GuildId, number: int) -> Iterator[Past]:
        acted = self._pasts.acted(guild, DISCORD_EPOCH, datetime.max.replace(tzinfo=UTC))
        if number <= HIGHEST_CASE:
            yield from (one for one in acted if one.case == number)
            return
        hour = made_at(number).replace(minute=0, second=0, microsecond=0)
        hours = [hour + timedelta(hours=later) for later in range(MOST_HOURS)]
        clean = [past for one in hours for past in self._pasts.clean(guild, one)]
        found = [one for one in (*clean, *acted) if one.evidence.message == number]
        yield from sorted(found, key=lambda one: one.evidence.judged_at)

    def _why(self, guild: GuildId, past: Past) -> Explanation | None:
        live = self._guilds.policy_of(guild)
        if live.version == past.decision.policy_version:
            return explain(past.evidence, past.decision, live)
        version = self._policies.version_of(guild, past.decision.policy_version)

        return explain(past.evidence, past.decision, version.policy) if version else None
