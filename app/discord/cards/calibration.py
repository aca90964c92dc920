"""The card of a calibration: in words what verdicts say about each threshold, and by rule."""

from collections.abc import Iterator

from app.discord.cards.look import QUIET, Say, out_of_100
from app.discord.cards.parts import lines_within
from app.discord.components import MAX_DESCRIPTION, Payload, embed, field
from app.discord.escape import on_one_line
from app.domain.look_back.calibration import Calibration, RuleRecord, Rung, Suggestion
from app.domain.notice import Notice
from app.domain.signal import CLASSIFIER

MAX_NAME = 60
MAX_RULES = 10


def calibration_embed(found: Calibration, say: Say) -> Payload:
    """Suggestions first; nothing on it acts by itself (ruling: a person accepts)."""
    rules = lines_within(rule_lines(found, say))
    return embed(
        colour=QUIET,
        title=f"⚖️ {_said(say, 'calibration.title')}",
        description=lines_within(calibration_lines(found, say), MAX_DESCRIPTION),
        fields=[field(_said(say, "calibration.rules"), rules)] if rules else [],
    )


def calibration_lines(found: Calibration, say: Say) -> Iterator[str]:
    """What is said about the thresholds, and how much it is worth."""
    if not found.acted:
        yield _said(say, "calibration.nothing")
        return
    yield _said(
        say,
        "calibration.judged",
        acted=found.acted,
        judged=found.overturned + found.confirmed,
        overturned=found.overturned,
        confirmed=found.confirmed,
    )
    for rung in found.rungs:
        if rung.suggestion:
            yield from _suggested(rung.suggestion, say)
        else:
            yield _left(rung, say)
    yield _said(say, "calibration.try" if found.suggestions else "calibration.only_raised")


def rule_lines(found: Calibration, say: Say) -> Iterator[str]:
    """How each rule and label has done, the most used first."""
    for record in found.rules[:MAX_RULES]:
        text = _said(
            say,
            "calibration.rule",
            rule=_named(record),
            acted=record.acted,
            judged=record.judged,
            overturned=record.overturned,
        )
        if record.judged:
            share = record.overturned_share
            text = _said(
                say,
                "calibration.rule.sure",
                rule=text,
                low=out_of_100(share.low),
                high=out_of_100(share.high),
            )
        yield text


def _suggested(suggestion: Suggestion, say: Say) -> Iterator[str]:
    yield _said(
        say,
        "calibration.raise",
        action=_said(say, f"action.{suggestion.action}"),
        current=f"{suggestion.current:g}",
        proposed=f"{suggestion.proposed:g}",
        avoided=suggestion.avoided,
        overturned=suggestion.overturned,
        missed=suggestion.missed,
        confirmed=suggestion.confirmed,
    )
    sure = suggestion.certainty
    yield _said(say, "calibration.sure", low=out_of_100(sure.low), high=out_of_100(sure.high))


def _left(rung: Rung, say: Say) -> str:
    return _said(
        say,
        f"calibration.{rung.finding}",
        action=_said(say, f"action.{rung.action}"),
        current=f"{rung.threshold:g}",
        overturned=rung.overturned,
        confirmed=rung.confirmed,
    )


def _named(record: RuleRecord) -> str:
    name = on_one_line(record.name, MAX_NAME)

    return name if record.source in (CLASSIFIER, record.name) else f"{record.source}: {name}"


def _said(say: Say, key: str, **params: str | float) -> str:
    """A text whose parameters are our own; what strangers named comes here escaped already."""
    return say(Notice(key, params))
