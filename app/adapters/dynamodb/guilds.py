"""Guilds in DynamoDB: the policy in force, and what Discord said of the guild."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.adapters.dynamodb import codec
from app.adapters.dynamodb.errors import translated
from app.adapters.dynamodb.policies import (
    CURRENT,
    book_in,
    current_item,
    version_item,
)
from app.adapters.dynamodb.tables import GuildItem
from app.adapters.dynamodb.trials import SHADOW, trial_in
from app.domain.guild import GuildFacts
from app.domain.ids import GuildId
from app.domain.look_back.shadow import Draft, draft_of
from app.domain.policies.book import Change, PolicyBook, first_book
from app.domain.policies.policy import Policy
from app.ports.errors import Conflict

FACTS = "facts"
STALE_AFTER = 15.0
"""Seconds for which an instance believes what it read."""


@dataclass(slots=True)
class _Read:
    book: PolicyBook
    facts: GuildFacts | None
    draft: Draft | None
    at: float


def _now() -> datetime:
    return datetime.now(UTC)


class DynamoGuilds:
    """Implements `Guilds`; reads the items of a guild in one call and keeps them for seconds.

    A version that waits for its time is in force from then on, whether or not anybody has moved it
    in the table yet.
    """

    def __init__(
        self,
        items: type[GuildItem],
        *,
        first_policy: Policy,
        monotonic: Callable[[], float],
        first_wins: bool = False,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Make one that opens books with `first_policy`.

        With `first_wins` guilds follow that policy, a file: each time it says something new, that
        becomes a version, over whatever was in force. For runs on one machine.
        """
        self._items = items
        self._first_wins = first_wins
        self._first_policy = first_policy
        self._monotonic = monotonic
        self._clock = clock
        self._known: dict[GuildId, _Read] = {}

    def policy_of(self, guild: GuildId) -> Policy:
        """See `Guilds.policy_of`."""
        return self._read(guild).book.at(self._clock()).current.policy

    def draft_of(self, guild: GuildId) -> Draft | None:
        """See `Guilds.draft_of`."""
        return self._read(guild).draft

    def facts_of(self, guild: GuildId) -> GuildFacts | None:
        """See `Guilds.facts_of`."""
        return self._read(guild).facts

    def learn(self, facts: GuildFacts) -> None:
        """See `Guilds.learn`."""
        with translated("guild facts"):
            self._items(pk=str(facts.id), sk=FACTS, body=codec.dump(facts)).save()
        self._open_book(facts.id)
        self._known.pop(facts.id, None)

    def _open_book(self, guild: GuildId) -> None:
        """Give a new guild its first policy (LK-014, LK-015); follow the file where asked to."""
        change = Change(at=self._clock())
        origin = _digest(self._first_policy) if self._first_wins else ""
        known = self._stored(guild) if self._first_wins else None
        if known is None:
            self._write_once(guild, replace(first_book(self._first_policy, change), origin=origin))
        elif known.origin != origin:
            book = known.with_version(self._first_policy, change)
            self._write_once(guild, replace(book, origin=origin))

    def _stored(self, guild: GuildId) -> PolicyBook | None:
        with translated("policy"):
            found = list(self._items.batch_get([(str(guild), CURRENT)], consistent_read=True))

        return book_in(found[0]) if found else None

    def _write_once(self, guild: GuildId, book: PolicyBook) -> None:
        """The book and its version, unless another instance was first."""
        items = self._items
        new = items.pk.does_not_exist()
        pointer = current_item(items, guild, book)
        for item, condition in (
            (pointer, new if book.revision == 0 else items.version == book.revision),
            (version_item(items, guild, book.current), new),
        ):
            try:
                with translated("first policy"):
                    item.save(condition)
            except Conflict:
                continue

    def _read(self, guild: GuildId) -> _Read:
        known = self._known.get(guild)
        if known and self._monotonic() - known.at < STALE_AFTER:
            return known
        with translated("guild"):
            keys = [(str(guild), sk) for sk in (CURRENT, FACTS, SHADOW)]
            found = {item.sk: item for item in self._items.batch_get(keys)}
        facts = found[FACTS].body if FACTS in found else None
        read = _Read(
            book=book_in(found[CURRENT])
            if CURRENT in found
            else first_book(self._first_policy, Change(at=self._clock())),
            facts=codec.load(GuildFacts, facts) if facts else None,
            draft=_draft_in(found.get(SHADOW)),
            at=self._monotonic(),
        )
        self._known[guild] = read
        return read


def known_guilds(items: type[GuildItem]) -> list[GuildId]:
    """Every guild that was ever heard of; reads the whole table, which has a few items a guild."""
    with translated("guilds"):
        found = items.scan(items.sk == FACTS, attributes_to_get=["pk", "sk"])
        return sorted(GuildId(int(item.pk)) for item in found)


def _draft_in(item: GuildItem | None) -> Draft | None:
    trial = trial_in(item) if item else None
    return draft_of(trial.policy) if trial else None


def _digest(policy: Policy) -> str:
    return hashlib.blake2s(codec.dump(policy).encode(), digest_size=8).hexdigest()
