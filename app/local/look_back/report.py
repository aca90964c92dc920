"""What a simulation found, as JSON and as tables. Ids, numbers and reasons; nobody's words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

from app.discord.cards.explanation import grounds, short_lines
from app.domain.decision import Decision
from app.domain.look_back.explanation import Explanation, explain
from app.domain.look_back.hindsight import Hindsight
from app.domain.look_back.shadow import RuleName
from app.domain.look_back.simulation import Example, Move, Simulation
from app.domain.policies.policy import Policy
from app.domain.record.change import Change
from app.i18n.words import words
from app.local.narrator import table
from app.services.simulate_draft import Period, Simulated

SHOWN_MEMBERS = 10
ENGLISH = words("en")
CHANGES = tuple(change for change in Change if change is not Change.SAME)
_WORDS = {
    Change.ADDED: "actions added",
    Change.REMOVED: "actions removed",
    Change.HARDER: "made harder",
    Change.MILDER: "made milder",
    Change.REVIEW: "the same, but asked of people or not",
}


def as_json(found: Simulated, draft: Policy, period: Period) -> dict[str, Any]:
    """The whole report, for a file or another program."""
    simulation = found.simulation
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "guilds": [str(one) for one in found.guilds],
        "decided_again": simulation.decided,
        "acted_before": simulation.acted_before,
        "acted_after": simulation.acted_after,
        "changes": {str(change): simulation.changes.get(change, 0) for change in CHANGES},
        "moves": [
            {"from": str(move.before), "to": str(move.after), "count": count}
            for move, count in _moves(simulation)
        ],
        "hindsight": {
            str(change): {
                str(one): simulation.hindsight.get(change, {}).get(one, 0) for one in Hindsight
            }
            for change in CHANGES
        },
        "members_affected": len(simulation.members),
        "members": [
            {"guild": str(guild), "user": str(user)}
            | {str(change): count for change, count in counted.items()}
            for (guild, user), counted in simulation.members.items()
        ],
        "rules_in_shadow": {_rule(rule): count for rule, count in simulation.tried.items()},
        "examples": [_example(one, draft) for one in simulation.examples],
        "rules_not_seen": [_rule(rule) for rule in found.unseen],
        "decisions_they_did_not_see": found.unknown,
        "terms_not_tried": list(found.fixed),
    }


def show(found: Simulated, draft: Policy, console: Console) -> None:
    """The report on a terminal: first what changes, then who, then examples."""
    simulation = found.simulation
    console.print(
        table("Under the draft", ["what", "how many", "people had said"], list(_summary(found)))
    )
    if simulation.moves:
        rows = [[str(one.before), str(one.after), str(n)] for one, n in _moves(simulation)]
        console.print(table("From → to", ["decided", "draft", "how many"], rows))
    if simulation.members:
        console.print(
            table(_members_title(simulation), ["member", "changes"], _members(simulation))
        )
    show_tried(simulation, console)
    for number, example in enumerate(simulation.examples, start=1):
        if number == 1:
            console.print("Examples", style="italic")
        for line in _told(number, example, draft):
            console.print(line, markup=False, soft_wrap=True)
    for line in _unknown(found):
        console.print(line, style="yellow", markup=False, soft_wrap=True)


def show_tried(simulation: Simulation, console: Console) -> None:
    """Rules of the live policy that only count so far, and how often they were broken."""
    rows = [[_rule(rule), str(count)] for rule, count in sorted(simulation.tried.items())]
    if rows:
        console.print(table("Rules in shadow", ["rule", "broken"], rows))


def _summary(found: Simulated) -> Iterator[list[str]]:
    simulation = found.simulation
    yield ["decisions made again", str(simulation.decided), ""]
    yield ["that did something", f"{simulation.acted_before} → {simulation.acted_after}", ""]
    for change in CHANGES:
        count = simulation.changes.get(change, 0)
        yield [_WORDS[change], str(count), _said(simulation.hindsight.get(change, {}))]
    yield ["members affected", str(len(simulation.members)), ""]


def _said(hindsight: Mapping[Hindsight, int]) -> str:
    """What people had made of them: silence is not counted."""
    judged = [(one, hindsight.get(one, 0)) for one in (Hindsight.OVERTURNED, Hindsight.CONFIRMED)]
    return ", ".join(f"{count} {one}" for one, count in judged if count)


def _moves(simulation: Simulation) -> Sequence[tuple[Move, int]]:
    return sorted(
        simulation.moves.items(),
        key=lambda one: (-one[1], one[0].before.severity, one[0].after.severity),
    )


def _members_title(simulation: Simulation) -> str:
    more = len(simulation.members) - SHOWN_MEMBERS
    return "Members" if more <= 0 else f"Members (the first {SHOWN_MEMBERS}; {more} more)"


def _members(simulation: Simulation) -> list[list[str]]:
    shown = list(simulation.members.items())[:SHOWN_MEMBERS]
    return [
        [str(user), ", ".join(f"{counted[one]} {one}" for one in CHANGES if counted.get(one))]
        for (_, user), counted in shown
    ]


def _example(example: Example, draft: Policy) -> dict[str, Any]:
    past, after = example.past, example.after
    evidence = past.evidence
    why = explain(evidence, after, draft)

    return {
        "change": str(example.change),
        "hindsight": str(past.hindsight),
        "link": _link(example),
        "guild": str(evidence.guild),
        "channel": str(evidence.channel),
        "message": str(evidence.message),
        "member": str(evidence.subject.user),
        "case": past.case,
        "at": evidence.judged_at.isoformat(),
        "before": _decision(past.decision),
        "after": _decision(after),
        "margins": {
            str(one.action): {"threshold": one.threshold, "distance": one.distance}
            for one in why.margins
        },
        "because": list(_grounds(why)),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "action": str(decision.action),
        "wanted": str(decision.wanted),
        "seconds": int(decision.duration.total_seconds()) if decision.duration else None,
        "final": round(decision.verdict.final, 4),
        "limits": [str(limit) for limit in decision.limits],
        "policy": decision.policy_version,
    }


def _told(number: int, example: Example, draft: Policy) -> Iterator[str]:
    past, after = example.past, example.after
    why = explain(past.evidence, after, draft)
    case = f", case #{past.case}" if past.case is not None else ""
    judged = "" if past.hindsight is Hindsight.OPEN else f", {past.hindsight} by people"
    yield (
        f"{number:>2}. {act_of(past.decision)} → {act_of(after)}   "
        f"member {past.evidence.subject.user}{case}{judged}"
    )
    yield f"    score {why.final:.3f}: {'; '.join(_grounds(why))}"
    yield f"    {_link(example)}"


def act_of(decision: Decision) -> str:
    """`timeout 1 h (wanted ban: ceiling)`."""
    text = str(decision.action)
    if decision.duration:
        text += f" {decision.duration.total_seconds() / 3600:g} h"
    if decision.limits:
        text += f" (wanted {decision.wanted}: {', '.join(map(str, decision.limits))})"

    return text


def _grounds(why: Explanation) -> Iterator[str]:
    """The rules that were broken, then the numbers, as the cards of moderators tell them."""
    yield from (f"rule {rule.source}:{rule.name}" for rule in why.rules)
    if why.label:
        yield why.label
    yield from short_lines(why, ENGLISH)
    yield from grounds(why, ENGLISH)


def _unknown(found: Simulated) -> Iterator[str]:
    if found.unseen and found.unknown:
        rules = ", ".join(map(_rule, found.unseen))
        yield (
            f"Not known: what these rules of the draft would have seen in {found.unknown} of "
            f"{found.simulation.decided} decisions, since nobody's words are kept: {rules}. "
            "Put the draft into shadow (`./run shadow`): from then on they look, and only count."
        )
    if found.fixed:
        yield (
            f"Not tried: {', '.join(found.fixed)}. These say how a message is looked at, and so "
            "hold from the next message on."
        )


def _rule(name: RuleName) -> str:
    """`words:slurs`; `links`, where a source has one rule."""
    return ":".join(dict.fromkeys(name))


def _link(example: Example) -> str:
    evidence = example.past.evidence
    return f"https://discord.com/channels/{evidence.guild}/{evidence.channel}/{evidence.message}"
