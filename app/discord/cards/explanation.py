"""Why: an explanation in lines of text, as short as the place has room for.

Numbers stand from 0 to 100, as everywhere where people read them (ruling C4); weights as they stand
in the policy.
"""

from collections.abc import Iterable, Iterator

from app.discord.cards.look import Say, out_of_100
from app.discord.escape import on_one_line
from app.domain.action import Action
from app.domain.decision import Ladder, Limit
from app.domain.evidence import Evidence
from app.domain.kind import Kind
from app.domain.look_back.explanation import BrokenRule, Explanation, Factor, Margin
from app.domain.notice import Notice

MAX_NAME = 60
LEAST = 0.0005
"""A factor that adds less than a twentieth of a point would be shown as 0."""


def short_lines(why: Explanation, say: Say) -> Iterator[str]:
    """For the score on a card: what it is made of, and how close it was."""
    if why.kind is not Kind.MESSAGE:
        yield _said(say, "why.aside")
        return
    yield _parts(why, say)
    yield ", ".join(_margin(one, say) for one in _neighbours(why))


def grounds(why: Explanation, say: Say) -> Iterator[str]:
    """What else led there: behaviour, the record, the ladder, what could not be seen."""
    behaved = _behaviour(why.factors, say)
    if behaved and why.behaviour.value:
        yield _said(say, "why.behaviour", factors=behaved)
    if why.record:
        yield _said(say, "why.record", entries=_entries(why, say))
    if why.ladder not in (Ladder.SCORE, Ladder.RULE):
        yield _ladder(why, say)
    yield from _reservations(why, say)


def full_lines(why: Explanation, say: Say) -> Iterator[str]:
    """Everything, for whoever asks: the formula first, versions last."""
    if why.kind is Kind.MESSAGE:
        yield _formula(why, say)
        margins = ", ".join(_margin(one, say) for one in why.margins)
        yield _said(say, "why.margins", margins=margins)
    else:
        yield _said(say, "why.aside")
    yield _said(say, "why.behaviour", factors=_behaviour(why.factors, say) or _nothing(say))
    yield _said(say, "why.record", entries=_entries(why, say) or _nothing(say))
    yield from (_rule(one, say) for one in why.rules)
    if why.wanted is not Action.NONE:
        yield _ladder(why, say)
    if milder := [one for one in why.limits if one is not Limit.EXEMPT]:
        limits = ", ".join(_said(say, f"limit.{one}") for one in milder)
        yield _said(say, "why.limits", action=_named(why.action, say), limits=limits)
    yield from _reservations(why, say)
    yield _said(say, "numbers.confidence", percent=out_of_100(why.confidence))
    yield _versions(why, say)


def ids_line(evidence: Evidence, say: Say) -> str:
    """Whom and what it is about, for readers who may know."""
    return _said(
        say,
        "why.ids",
        member=str(evidence.subject.user),
        message=str(evidence.message),
        channel=str(evidence.channel),
    )


def signed(points: float) -> str:
    """`+6.5`: in points of 100; below zero with a real minus sign."""
    text = f"{points * 100:+.1f}".removesuffix(".0")

    return text.replace("-", "\N{MINUS SIGN}")


def _formula(why: Explanation, say: Say) -> str:
    numbers = {
        "weight_said": why.toxicity.weight,
        "weight_behaviour": why.behaviour.weight,
        "weight_context": why.context.weight,
        "toxicity": why.toxicity.value,
        "behaviour": why.behaviour.value,
        "context": why.context.value,
        "final": why.final,
    }
    return _said(say, "numbers.formula", **{name: f"{one:.2f}" for name, one in numbers.items()})


def _parts(why: Explanation, say: Say) -> str:
    text = _said(
        say,
        "why.parts",
        toxicity=out_of_100(why.toxicity.value),
        weight_said=f"{why.toxicity.weight:g}",
        behaviour=out_of_100(why.behaviour.value),
        weight_behaviour=f"{why.behaviour.weight:g}",
    )
    if not why.context.value:
        return text
    context, most = out_of_100(why.context.value), out_of_100(why.context.weight)

    return f"{text} · {_said(say, 'why.context', context=context, percent=most)}"


def _neighbours(why: Explanation) -> Iterable[Margin]:
    """The rung that was reached, and the next one that was not."""
    return [one for one in (why.reached, why.next) if one]


def _margin(margin: Margin, say: Say) -> str:
    return _said(
        say,
        "why.margin.over" if margin.is_reached else "why.margin.under",
        distance=signed(abs(margin.distance)).removeprefix("+"),
        action=_named(margin.action, say),
        threshold=f"{margin.threshold * 100:g}",
    )


def _behaviour(factors: Iterable[Factor], say: Say) -> str:
    """Every factor that moved the score, by how much."""
    return ", ".join(
        f"{_said(say, f'numbers.factor.{one.name}')} {signed(one.adds)}"
        for one in factors
        if abs(one.adds) >= LEAST
    )


def _entries(why: Explanation, say: Say) -> str:
    return ", ".join(_said(say, f"numbers.{one.kind}", count=one.count) for one in why.record)


def _ladder(why: Explanation, say: Say) -> str:
    called = _named(why.called, say)

    return _said(say, f"why.ladder.{why.ladder}", called=called, action=_named(why.wanted, say))


def _rule(rule: BrokenRule, say: Say) -> str:
    name = rule_name(rule)
    if rule.action is None:
        return _said(say, "why.rule.gone", rule=name)

    return _said(say, "why.rule", rule=name, action=_named(rule.action, say))


def rule_name(rule: BrokenRule) -> str:
    """`words: slurs`; a rule that its source has only one of is `links`."""
    name = on_one_line(rule.name, MAX_NAME)

    return rule.source if rule.name == rule.source else f"{rule.source}: {name}"


def _reservations(why: Explanation, say: Say) -> Iterator[str]:
    """What was not counted, and why."""
    if why.tried:
        yield _said(say, "why.tried", rules=", ".join(map(rule_name, why.tried)))
    if why.exemption:
        yield _said(say, "why.exempt", who=_said(say, f"exemption.{why.exemption}"))
    if why.degraded:
        parts = ", ".join(_part(part, say) for part in why.degraded)
        yield _said(say, "why.degraded", parts=parts)
    if not why.language_supported:
        yield _said(say, "why.language")


def _part(part: str, say: Say) -> str:
    """A part of the system in words; one without words is shown as it is."""
    key = f"degraded.{part}"
    text = _said(say, key)

    return text if text != key else on_one_line(part, MAX_NAME)


def _versions(why: Explanation, say: Say) -> str:
    models = ", ".join(on_one_line(one, MAX_NAME) for one in why.models)
    if not models:
        return _said(say, "why.version", version=why.policy_version)

    return _said(say, "why.versions", version=why.policy_version, models=models)


def _named(action: Action, say: Say) -> str:
    return _said(say, f"action.{action}").lower()


def _said(say: Say, key: str, **params: str | float) -> str:
    """A text whose parameters are our own; what strangers named comes here escaped already."""
    return say(Notice(key, params))


def _nothing(say: Say) -> str:
    return _said(say, "why.nothing")
