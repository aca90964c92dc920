"""Guilds in DynamoDB: the current policy, its versions, and what Discord said of the guild."""

from collections.abc import Callable
from dataclasses import dataclass

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.tables import GuildItem
from app.domain.guild import GuildFacts
from app.domain.ids import GuildId
from app.domain.policy import Policy
from app.ports.errors import Conflict

FACTS = "facts"
CURRENT = "policy#current"
STALE_AFTER = 15.0
"""Seconds for which an instance believes what it read."""


@dataclass(slots=True)
class _Read:
    policy: Policy
    facts: GuildFacts | None
    at: float


class DynamoGuilds:
    """Implements `Guilds`; reads both items of a guild in one call and keeps them for seconds."""

    def __init__(
        self,
        items: type[GuildItem],
        *,
        first_policy: Policy,
        monotonic: Callable[[], float],
        first_wins: bool = False,
    ) -> None:
        """With `first_wins` the first policy replaces a stored one: for runs on one machine."""
        self._items = items
        self._first_wins = first_wins
        self._first_policy = first_policy
        self._monotonic = monotonic
        self._known: dict[GuildId, _Read] = {}

    def policy_of(self, guild: GuildId) -> Policy:
        """See `Guilds.policy_of`."""
        return self._read(guild).policy

    def facts_of(self, guild: GuildId) -> GuildFacts | None:
        """See `Guilds.facts_of`."""
        return self._read(guild).facts

    def learn(self, facts: GuildFacts) -> None:
        """See `Guilds.learn`."""
        key, policy = str(facts.id), codec.dump(self._first_policy)
        with translated("guild facts"):
            self._items(pk=key, sk=FACTS, body=codec.dump(facts)).save()
        for sk in (CURRENT, f"policy#{self._first_policy.version}"):
            try:
                with translated("first policy"):
                    item = self._items(pk=key, sk=sk, body=policy)
                    item.save(None if self._first_wins else self._items.pk.does_not_exist())
            except Conflict:
                continue
        self._known.pop(facts.id, None)

    def _read(self, guild: GuildId) -> _Read:
        known = self._known.get(guild)
        if known and self._monotonic() - known.at < STALE_AFTER:
            return known
        with translated("guild"):
            keys = [(str(guild), CURRENT), (str(guild), FACTS)]
            bodies = {item.sk: item.body for item in self._items.batch_get(keys)}
        read = _Read(
            policy=codec.load(Policy, bodies[CURRENT]) if CURRENT in bodies else self._first_policy,
            facts=codec.load(GuildFacts, bodies[FACTS]) if FACTS in bodies else None,
            at=self._monotonic(),
        )
        self._known[guild] = read
        return read
