"""Calibration: thresholds suggested from what moderators said of past decisions.

Only numbers learn: final scores, actions, and whether people overturned or confirmed them. No text
is read, and nothing changes by itself: a suggestion is a draft that a person tries and accepts.

Only *raising* a threshold can be learned this way. What was left alone has no verdict: nobody
appeals against nothing, so the messages that a lower threshold would have caught are unknown.
Judged decisions are no fair sample either: people look at what somebody complained about. So a
suggestion speaks of the decisions it would have changed, and only if these were clearly mistakes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.action import Action
from app.domain.decide import decide, policy_for
from app.domain.decision import Decision, Ladder
from app.domain.interval import Interval, share_of
from app.domain.ladders import action_for
from app.domain.look_back.hindsight import Hindsight, Past
from app.domain.policies.policy import Policy, Thresholds
from app.domain.policies.scope_faults import faults_of_scopes, faults_of_thresholds
from app.domain.record.change import Change, change_between
from app.domain.signal import CLASSIFIER

RUNGS = (Action.WARN, Action.TIMEOUT, Action.KICK, Action.BAN)
STEP = 0.01
"""Thresholds are suggested in hundredths; finer ones would claim what so few numbers cannot say."""
COST_OF_A_MISS = 2
"""A confirmed action that is lost weighs like two mistakes that are avoided: a mistake has a way
back (appeal, undo), harm that nobody stopped has none."""
MIN_OVERTURNED = 5
MIN_MEMBERS = 3
"""Fewer mistakes, or mistakes about fewer different people, are stories and no pattern: one member
who appeals everything must not move a threshold for all."""
MOSTLY = 0.5
"""Of what would have been milder, more than half must be mistakes, even at the interval's end."""

_CAME_OUT_MILDER = frozenset({Change.MILDER, Change.REMOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """How a rule, or a label of the model, has done. `acted` counts all, judged or not."""

    source: str
    name: str
    acted: int
    overturned: int
    confirmed: int

    @property
    def judged(self) -> int:
        return self.overturned + self.confirmed

    @property
    def overturned_share(self) -> Interval:
        """How many of its actions are mistakes, by those that people judged."""
        return share_of(self.overturned, self.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A higher threshold.

    Of `overturned` and `confirmed` actions it would have made so many milder: `avoided` mistakes,
    and `missed` ones that were right.
    """

    action: Action
    current: float
    proposed: float
    overturned: int
    confirmed: int
    avoided: int
    missed: int

    @property
    def certainty(self) -> Interval:
        """The share of mistakes among what would have been milder."""
        return share_of(self.avoided, self.avoided + self.missed)


class Finding(StrEnum):
    """What the verdicts say about one threshold."""

    RAISE = "raise"
    KEEP = "keep"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One threshold, what people said of the actions it led to, and what follows."""

    action: Action
    threshold: float
    finding: Finding
    overturned: int
    confirmed: int
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a guild's verdicts teach. `acted` counts automatic actions and flags, judged or not."""

    acted: int
    overturned: int
    confirmed: int
    rungs: tuple[Rung, ...]
    rules: tuple[RuleRecord, ...]

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return tuple(rung.suggestion for rung in self.rungs if rung.suggestion)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A judged decision, as the live policy would make it again."""

    past: Past
    live: Decision


def calibrate(pasts: Iterable[Past], live: Policy) -> Calibration:
    """Learn from verdicts.

    Args:
        pasts: stored decisions that did something, judged or not.
        live: the policy whose thresholds are asked about. Decisions that it would not repeat any
            more say nothing about it and are left out.
    """
    acted = [past for past in pasts if past.decision.does_something]
    judged = [past for past in acted if past.hindsight is not Hindsight.OPEN]
    repeated = [_Judged(past, again) for past in judged if (again := _repeated(past, live))]

    return Calibration(
        acted=len(acted),
        overturned=sum(1 for past in judged if past.hindsight is Hindsight.OVERTURNED),
        confirmed=sum(1 for past in judged if past.hindsight is Hindsight.CONFIRMED),
        rungs=tuple(_rung(action, repeated, live) for action in RUNGS),
        rules=_rules(acted),
    )


def with_suggestions(live: Policy, calibration: Calibration) -> Policy:
    """The live policy with everything that is suggested: the draft to try.

    Each threshold stays below the next one's old value, so all of them together still rise.
    """
    higher = {str(one.action): one.proposed for one in calibration.suggestions}
    return replace(live, thresholds=replace(live.thresholds, **higher))


def _repeated(past: Past, live: Policy) -> Decision | None:
    """What the live policy would do today; None when that is milder than what was judged."""
    again = decide(past.evidence, live)
    milder = change_between(past.decision, again) in _CAME_OUT_MILDER

    return None if milder and again.action is not past.decision.action else again


def _rung(action: Action, judged: Sequence[_Judged], live: Policy) -> Rung:
    """What is said about the decisions that the score brought exactly so far."""
    threshold = live.thresholds.of(action)
    here = [one for one in judged if _called(one, live) is action]
    wrong = [one for one in here if one.past.hindsight is Hindsight.OVERTURNED]
    right = [one for one in here if one.past.hindsight is Hindsight.CONFIRMED]
    enough = len(wrong) >= MIN_OVERTURNED and _members(wrong) >= MIN_MEMBERS
    suggestion = _best(action, wrong, right, live) if enough else None
    kept = Finding.KEEP if enough or len(right) >= MIN_OVERTURNED else Finding.TOO_FEW

    return Rung(
        action=action,
        threshold=threshold,
        finding=Finding.RAISE if suggestion else kept,
        overturned=len(wrong),
        confirmed=len(right),
        suggestion=suggestion,
    )


def _called(one: _Judged, live: Policy) -> Action:
    """Where the score leads; nothing when a broken rule led there, which no threshold changes."""
    if one.live.ladder is Ladder.RULE:
        return Action.NONE
    here = policy_for(one.past.evidence, live)
    return action_for(one.live.verdict.final, here.thresholds)


def _best(
    action: Action, wrong: Sequence[_Judged], right: Sequence[_Judged], live: Policy
) -> Suggestion | None:
    """The smallest of the best: it avoids most mistakes for what it loses, and surely so."""
    found: list[tuple[int, float, Suggestion]] = []
    for proposed in _steps(live.thresholds, action):
        draft = replace(live, thresholds=replace(live.thresholds, **{str(action): proposed}))
        avoided = [one for one in wrong if _is_milder(one, draft)]
        missed = sum(1 for one in right if _is_milder(one, draft))
        suggestion = Suggestion(
            action=action,
            current=live.thresholds.of(action),
            proposed=proposed,
            overturned=len(wrong),
            confirmed=len(right),
            avoided=len(avoided),
            missed=missed,
        )
        gain = len(avoided) - COST_OF_A_MISS * missed
        if gain > 0 and _is_sure(suggestion, avoided) and _stands(draft, live):
            found.append((-gain, proposed, suggestion))

    return min(found, default=(0, 0.0, None), key=lambda one: one[:2])[2]


def _steps(thresholds: Thresholds, action: Action) -> Iterator[float]:
    """Hundredths above the threshold and below the next rung."""
    current = thresholds.of(action)
    above = (thresholds.of(rung) for rung in RUNGS if rung.severity > action.severity)
    end = min(above, default=1.0 + STEP)
    step = int(current / STEP) + 1
    while (proposed := round(step * STEP, 2)) < end:
        if proposed > current:
            yield proposed
        step += 1


def _stands(draft: Policy, live: Policy) -> bool:
    """Whether thresholds still rise everywhere, also in channels and for roles with their own."""
    faults = {*faults_of_thresholds(draft.thresholds, ""), *faults_of_scopes(draft)}

    return faults <= {*faults_of_scopes(live)}


def _is_sure(suggestion: Suggestion, avoided: Sequence[_Judged]) -> bool:
    return (
        suggestion.avoided >= MIN_OVERTURNED
        and _members(avoided) >= MIN_MEMBERS
        and suggestion.certainty.low > MOSTLY
    )


def _is_milder(one: _Judged, draft: Policy) -> bool:
    return change_between(one.live, decide(one.past.evidence, draft)) in _CAME_OUT_MILDER


def _members(judged: Sequence[_Judged]) -> int:
    return len({one.past.evidence.subject.user for one in judged})


def _rules(acted: Sequence[Past]) -> tuple[RuleRecord, ...]:
    """Every rule and label that led to an action, the most used first."""
    counts: dict[tuple[str, str], Counter[Hindsight]] = {}
    for past in acted:
        for ground in _grounds(past.decision):
            counts.setdefault(ground, Counter())[past.hindsight] += 1
    records = (
        RuleRecord(
            source=source,
            name=name,
            acted=counted.total(),
            overturned=counted[Hindsight.OVERTURNED],
            confirmed=counted[Hindsight.CONFIRMED],
        )
        for (source, name), counted in counts.items()
    )
    return tuple(sorted(records, key=lambda one: (-one.acted, one.source, one.name)))


def _grounds(decision: Decision) -> Iterator[tuple[str, str]]:
    """The rules that were broken; the model's loudest label when there was none."""
    broken = decision.verdict.broken
    yield from dict.fromkeys((one.source, one.label) for one in broken)
    if not broken and decision.verdict.label:
        yield CLASSIFIER, decision.verdict.label
