"""Simulation: what a draft policy would have done with what is on record.

Every stored decision is made again under the draft, from its stored evidence: no model runs and no
text is read. Two things about time:

- *Bursts carry.* One burst of messages is one offence, so what the draft did a moment ago counts
  for the next message of the same member, in place of what the live policy did.
- *Ladders do not.* Each decision sees the record as it stood. Had a member been warned on Monday,
  nobody knows what they would have written on Tuesday; adding up imagined offences would report
  bans of people who never wrote the messages that led there. A draft that acts more often will
  therefore reach the higher rungs somewhat sooner in life than here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.action import Action
from app.domain.decision import Decision, Limit
from app.domain.evidence import Evidence
from app.domain.ids import GuildId, UserId
from app.domain.look_back.hindsight import Hindsight, Past
from app.domain.look_back.shadow import Draft, RuleName, draft_of
from app.domain.policies.policy import Policy
from app.domain.record.change import Change, change_between

MAX_EXAMPLES = 10
_KEPT_OF_A_KIND = 3 * MAX_EXAMPLES
"""Candidates remembered of each move, judged or not: memory stays small over any number."""

MemberKey = tuple[GuildId, UserId]


@dataclass(frozen=True, slots=True)
class Move:
    """From one action to another; the same twice when only its length or reach differs."""

    before: Action
    after: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One decision that would have been another."""

    past: Past
    after: Decision
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What the draft would have done. Counts are of decisions, each message once.

    `acted_before` and `acted_after` count decisions that did something. `members` counts the
    changes by member, most first. `hindsight` says for each kind of change what people had made of
    the decisions in it. `tried` counts how often rules were broken that the live policy only tries.
    """

    decided: int
    acted_before: int
    acted_after: int
    changes: Mapping[Change, int]
    moves: Mapping[Move, int]
    members: Mapping[MemberKey, Mapping[Change, int]]
    hindsight: Mapping[Change, Mapping[Hindsight, int]]
    tried: Mapping[RuleName, int]
    examples: tuple[Example, ...]

    @property
    def changed(self) -> int:
        """Decisions that would have been others."""
        return self.decided - self.changes.get(Change.SAME, 0)


@dataclass(slots=True)
class _Mark:
    """The last offence on a member's record, as bursts see it."""

    action: Action
    at: datetime | None


@dataclass(slots=True)
class Simulator:
    """Takes stored decisions in the order in which they were made, and adds up."""

    draft: Draft
    _decided: int = 0
    _before: int = 0
    _after: int = 0
    _moves: Counter[Move] = field(default_factory=Counter)
    _changes: Counter[Change] = field(default_factory=Counter)
    _members: dict[MemberKey, Counter[Change]] = field(default_factory=dict)
    _hindsight: dict[Change, Counter[Hindsight]] = field(default_factory=dict)
    _tried: Counter[RuleName] = field(default_factory=Counter)
    _candidates: dict[tuple[Move, bool], list[Example]] = field(default_factory=dict)
    _marks: dict[MemberKey, _Mark] = field(default_factory=dict)

    def add(self, past: Past) -> Decision:
        """Decide one again under the draft; returns what would have been decided."""
        before = past.decision
        after = self.draft.decide(self._with_mark(past.evidence))
        self._decided += 1
        self._before += before.action is not Action.NONE
        self._after += after.action is not Action.NONE
        for signal in before.verdict.shadowed:
            self._tried[signal.source, signal.label] += 1
        if self._marks or before.action is not after.action or after.action is not Action.NONE:
            self._carry(past.evidence, before, after)
        change = change_between(before, after)
        self._changes[change] += 1
        if change is not Change.SAME:
            self._note(Example(past=past, after=after, change=change))

        return after

    def result(self) -> Simulation:
        """What was found so far."""
        ranked = sorted(self._members.items(), key=lambda one: (-one[1].total(), one[0]))
        return Simulation(
            decided=self._decided,
            acted_before=self._before,
            acted_after=self._after,
            changes=dict(self._changes),
            moves=dict(self._moves),
            members={member: dict(counted) for member, counted in ranked},
            hindsight={change: dict(counted) for change, counted in self._hindsight.items()},
            tried=dict(self._tried),
            examples=self._examples(),
        )

    def _note(self, example: Example) -> None:
        evidence, change = example.past.evidence, example.change
        move = Move(example.past.decision.action, example.after.action)
        self._moves[move] += 1
        self._members.setdefault(_member(evidence), Counter())[change] += 1
        self._hindsight.setdefault(change, Counter())[example.past.hindsight] += 1
        is_open = example.past.hindsight is Hindsight.OPEN
        candidates = self._candidates.setdefault((move, is_open), [])
        if len(candidates) < _KEPT_OF_A_KIND:
            candidates.append(example)

    def _examples(self) -> tuple[Example, ...]:
        """One of each move in turn, the weightiest moves first, each member once if possible."""
        queues = [
            sorted(
                (one for known in (False, True) for one in self._candidates.get((move, known), ())),
                key=_interest,
            )
            for move in sorted(self._moves, key=_weight_of_move)
        ]
        chosen: list[Example] = []
        met: set[MemberKey] = set()
        for known_too in (False, True):
            while len(chosen) < MAX_EXAMPLES:
                found = [_next(queue, met, known_too=known_too) for queue in queues]
                if not any(found):
                    break
                chosen += [example for example in found if example]

        return tuple(chosen[:MAX_EXAMPLES])

    def _with_mark(self, evidence: Evidence) -> Evidence:
        """The evidence, with what the draft did last where that differs from the record."""
        mark = self._marks.get(_member(evidence)) if self._marks else None
        if mark is None:
            return evidence
        standing = replace(evidence.standing, last_action=mark.action, last_offence_at=mark.at)

        return replace(evidence, standing=standing)

    def _carry(self, evidence: Evidence, before: Decision, after: Decision) -> None:
        """Remember the draft's last offence as long as it is not the live policy's, too."""
        member = _member(evidence)
        mark = self._marks.get(member)
        if mark is None and not before.action.is_felt and not after.action.is_felt:
            return
        on_record = _Mark(evidence.standing.last_action, evidence.standing.last_offence_at)
        lived = _marked(on_record, evidence, before)
        drafted = _marked(mark or on_record, evidence, after)
        if lived == drafted:
            self._marks.pop(member, None)
        else:
            self._marks[member] = drafted


def simulate(pasts: Iterable[Past], draft: Policy) -> Simulation:
    """Decide everything again under the draft; `pasts` in the order of their decisions."""
    simulator = Simulator(draft_of(draft))
    for past in pasts:
        simulator.add(past)

    return simulator.result()


def _member(evidence: Evidence) -> MemberKey:
    return evidence.guild, evidence.subject.user


def _marked(mark: _Mark, evidence: Evidence, decision: Decision) -> _Mark:
    """The mark after a decision; what is removed as part of a burst leaves none."""
    if not decision.action.is_felt or Limit.BURST in decision.limits:
        return mark

    return _Mark(decision.action, evidence.spoken_at)


def _next(queue: list[Example], met: set[MemberKey], *, known_too: bool) -> Example | None:
    """Takes the next example off a queue, of a member who was not shown yet unless `known_too`."""
    for index, example in enumerate(queue):
        member = _member(example.past.evidence)
        if known_too or member not in met:
            met.add(member)
            return queue.pop(index)

    return None


def _weight_of_move(move: Move) -> tuple[int, Action, Action]:
    return -abs(move.after.severity - move.before.severity), move.before, move.after


def _interest(example: Example) -> tuple[bool, int]:
    """What people have judged already tells most; then the latest."""
    return example.past.hindsight is Hindsight.OPEN, -example.past.evidence.message
