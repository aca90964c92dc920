"""`python -m app explain NUMBER`: why a case was made, or why a message was acted on or was not."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from app.bootstrap.look_back import build
from app.discord.cards.explanation import full_lines, ids_line
from app.domain.ids import GuildId
from app.i18n.words import words
from app.local.look_back.error import LookBackError
from app.local.look_back.report import act_of
from app.local.look_back.tables import past_tables
from app.services.explain_decision import Explained


def explain_number(
    number: int,
    console: Console,
    *,
    guild: int | None,
    ids: bool,
    language: str,
    data: Path,
    environment: Mapping[str, str],
    report_to: Path | None,
) -> int:
    """Say why; status 0 when the decision was found.

    Raises:
        LookBackError: there is no such case or message, or it is not said on which server.
    """
    with past_tables(data, environment) as where:
        look = build(where)
        guilds = [GuildId(guild)] if guild is not None else look.pasts.guilds()
        found = [one for each in guilds for one in look.explain(each, number)]
    if not found:
        raise LookBackError(
            f"Nothing is on record of {number}. Give a case's number or a message's id; what "
            "called for nothing is kept for 30 days."
        )
    for one in found:
        console.print(f"{act_of(one.past.decision)}", style="bold", markup=False)
        for line in _lines(one, ids=ids, language=language):
            console.print(f"  {line}", markup=False, soft_wrap=True)
    if report_to:
        report = [_json(one, ids=ids) for one in found]
        report_to.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2, default=str))
        console.print(f"Written to {report_to}.")

    return 0


def _lines(explained: Explained, *, ids: bool, language: str) -> Iterator[str]:
    say = words(language)
    if ids:
        yield ids_line(explained.past.evidence, say)
    if explained.why is None:
        yield f"Policy version {explained.past.decision.policy_version} is not known any more."
        return
    yield from (line.replace("**", "") for line in full_lines(explained.why, say))


def _json(explained: Explained, *, ids: bool) -> dict[str, Any]:
    evidence = explained.past.evidence
    named = {
        "guild": str(evidence.guild),
        "channel": str(evidence.channel),
        "message": str(evidence.message),
        "member": str(evidence.subject.user),
        "case": explained.past.case,
    }
    return {
        **(named if ids else {}),
        "judged_at": evidence.judged_at.isoformat(),
        "hindsight": str(explained.past.hindsight),
        "why": asdict(explained.why) if explained.why else None,
    }
