"""Judge messages: gather what is known, think, put the outcome on record.

One call judges the messages of several envelopes, so that the model scores them in one batch. A
message is judged once in each wording, however often and in whatever envelope it arrives.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.behaviour import Recent
from app.domain.decide import decide
from app.domain.evidence import Evidence
from app.domain.ids import GuildId
from app.domain.message import Message
from app.domain.place import Place
from app.domain.raids.scene import Voice
from app.ports.errors import AlreadyDecided, Conflict, PortError, Unavailable
from app.ports.members import MemberKey
from app.ports.records import Judged, Records, Unreadable
from app.ports.windows import Claim, Windows
from app.services.gather import Gather, Known, member_of
from app.services.ruling import ruling_of
from app.services.think import think
from app.services.voices import voice_of
from app.services.watch_for_raids import WatchForRaids

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""Times a decision is made again when the member's record moved meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message as it arrived, with its raw event for the case that it breaks something."""

    message: Message
    key: str
    raw: str

    @property
    def once(self) -> str:
        """Names the message in its wording."""
        return f"{self.message.id}:{self.message.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The messages of one envelope. `page` names the page of evidence it fills."""

    page: str
    guild: GuildId
    sent_at: datetime
    received: Sequence[Received]


@dataclass(frozen=True, slots=True)
class ToJudge:
    """A message of one batch. `again`: it was begun before, and nobody knows how far it came."""

    batch: Batch
    one: Received
    again: bool


@dataclass(slots=True)
class Tally:
    """What became of the batches: pages that must be delivered again, and counts for the log."""

    failed: set[str] = field(default_factory=set)
    judged: int = 0
    repeated: int = 0
    acted: int = 0


class JudgeMessages:
    """The use case at the heart. Holds no state between calls."""

    def __init__(
        self,
        *,
        gather: Gather,
        windows: Windows,
        records: Records,
        watch: WatchForRaids,
        clock: Callable[[], datetime],
    ) -> None:
        self._gather = gather
        self._windows = windows
        self._records = records
        self._watch = watch
        self._clock = clock

    def __call__(self, batches: Sequence[Batch]) -> Tally:
        """Judge every message; what cannot be put on record now is named as failed.

        Raises:
            Unavailable: nothing could be gathered; everything must come again.
        """
        tally = Tally()
        fresh = self._fresh(batches, tally)
        known = self._gather([each.one.message for each in fresh])
        clean: dict[str, list[Judged]] = defaultdict(list)
        written: list[tuple[MemberKey, Recent]] = []
        voices: list[tuple[GuildId, Voice]] = []

        for each in sorted(fresh, key=lambda each: each.one.message.id):
            batch, one = each.batch, each.one
            try:
                judged, recent = self._judge(each, known, written, tally)
            except PortError as error:
                log.warning("not recorded", extra={"page": batch.page, "fault": str(error)})
                tally.failed.add(batch.page)
            except Exception:
                log.exception("poison event", extra={"key": one.key})
                self._set_aside(batch, one, tally)
            else:
                if one.message.kind.is_remembered:
                    written.append((member_of(one.message), recent))
                if judged and not judged.decision.leaves_papers:
                    clean[batch.page].append(judged)
                voice = judged and voice_of(
                    one.message, judged.evidence, recent, known.policy_for(one.message)
                )
                if voice:
                    voices.append((one.message.guild, voice))

        self._file(batches, clean, tally)
        self._remember(written)
        self._watch.hear(voices)
        return tally

    def _fresh(self, batches: Sequence[Batch], tally: Tally) -> list[ToJudge]:
        """Each message once: not twice in these batches, and not another envelope's already."""
        fresh: list[ToJudge] = []
        met: set[str] = set()
        for batch in batches:
            keys = [one.once for one in batch.received]
            for one, claim in zip(batch.received, self._claimed(keys, batch), strict=True):
                if claim is not Claim.TAKEN and one.once not in met:
                    met.add(one.once)
                    fresh.append(ToJudge(batch, one, again=claim is Claim.AGAIN))
                else:
                    tally.repeated += 1

        return fresh

    def _claimed(self, keys: Sequence[str], batch: Batch) -> Sequence[Claim]:
        """Without windows everything counts as ours: the record itself lets nothing in twice."""
        try:
            return self._windows.claim(keys, batch.page)
        except Unavailable:
            return [Claim.FRESH] * len(keys)

    def _judge(
        self,
        each: ToJudge,
        known: Known,
        written: Sequence[tuple[MemberKey, Recent]],
        tally: Tally,
    ) -> tuple[Judged | None, Recent]:
        """None instead of what was judged, when it is on record already.

        What is judged again may look different: its own case stands in the member's record by now.
        """
        one = each.one
        policy = known.policies[one.message.guild]
        for _ in range(MAX_ATTEMPTS):
            evidence, recent = think(one.message, known, written, self._clock())
            decision = decide(evidence, policy)
            if evidence.copies and decision.victim and decision.delete:
                evidence = replace(evidence, copies=self._not_yet_removed(evidence))
            judged = Judged(evidence=evidence, decision=decision)
            try:
                if judged.decision.does_something:
                    self._commit(one, judged, known)
                    tally.acted += 1
                elif each.again and self._records.is_decided(one.once):
                    raise AlreadyDecided(one.once)  # noqa: TRY301 — as `_commit` says it
            except AlreadyDecided:
                tally.repeated += 1
                return None, recent
            except Conflict:
                self._gather.refresh(known, one.message)
                continue
            tally.judged += 1
            return judged, recent

        raise Unavailable("the member's record kept moving")

    def _commit(self, one: Received, judged: Judged, known: Known) -> None:
        """Put a decision that does something on record; the member's standing moves with it."""
        message, decision = one.message, judged.decision
        if self._records.is_decided(one.once):
            raise AlreadyDecided(one.once)
        number = self._records.next_case_number(message.guild) if decision.opens_case else None
        ruling = ruling_of(
            message, judged, number=number, once=one.once, policy=known.policy_for(message)
        )
        self._records.commit(ruling)
        known.standings[member_of(message)] = ruling.standing
        log.info("decided", extra=_facts(message, judged, number))

    def _not_yet_removed(self, evidence: Evidence) -> tuple[Place, ...]:
        """The copies that no other message's order removes; all of them when nobody can tell."""
        gone = (evidence.message, *(copy.message for copy in evidence.copies))
        keys = [f"copy:{message}" for message in gone]
        try:
            claims = self._windows.claim(keys, evidence.key)
        except Unavailable:
            return evidence.copies

        return tuple(
            copy
            for copy, claim in zip(evidence.copies, claims[1:], strict=True)
            if claim is not Claim.TAKEN
        )

    def _set_aside(self, batch: Batch, one: Received, tally: Tally) -> None:
        try:
            self._records.quarantine(
                [Unreadable(key=one.key, raw=one.raw, fault="judging failed")], self._clock()
            )
        except PortError:
            tally.failed.add(batch.page)

    def _file(self, batches: Sequence[Batch], clean: dict[str, list[Judged]], tally: Tally) -> None:
        """One page for each envelope; an envelope that comes again files it then."""
        for batch in batches:
            judged = clean.get(batch.page)
            if not judged or batch.page in tally.failed:
                continue
            try:
                self._records.file_page(batch.page, batch.guild, batch.sent_at, judged)
            except PortError as error:
                log.warning("not filed", extra={"page": batch.page, "fault": str(error)})
                tally.failed.add(batch.page)

    def _remember(self, written: Sequence[tuple[MemberKey, Recent]]) -> None:
        try:
            self._windows.add(written)
        except Unavailable:
            log.warning("degraded", extra={"part": "windows"})


def _facts(message: Message, judged: Judged, number: int | None) -> dict[str, object]:
    """What the log says of a decision: ids and numbers, never words."""
    decision, evidence = judged.decision, judged.evidence
    verdict = decision.verdict
    return {
        "guild": str(message.guild),
        "channel": str(message.channel),
        "member": str(message.author.id),
        "message_id": str(message.id),
        "action": str(decision.action),
        "wanted": str(decision.wanted),
        "final": round(verdict.final, 4),
        "toxicity": round(verdict.toxicity, 4),
        "behaviour": round(verdict.behaviour, 4),
        "context": round(verdict.context, 4),
        "label": verdict.label,
        "rules": [f"{one.source}:{one.label}" for one in verdict.broken],
        "limits": [str(limit) for limit in decision.limits],
        "case": number,
        "policy": decision.policy_version,
        "spoken_at": evidence.spoken_at.isoformat(),
        "judged_at": evidence.judged_at.isoformat(),
    }
