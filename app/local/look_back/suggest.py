"""`python -m app suggest`: thresholds that moderators' verdicts speak for."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from app.adapters.yaml.policy_text import policy_text
from app.bootstrap.look_back import build
from app.discord.cards.calibration import calibration_lines, rule_lines
from app.discord.cards.look import Say
from app.domain.ids import GuildId
from app.domain.look_back.calibration import Calibration
from app.domain.notice import Notice
from app.domain.policies.policy import Policy
from app.i18n.policy_words import field_in_words
from app.i18n.words import words
from app.local.look_back.error import LookBackError
from app.local.look_back.period import period
from app.local.look_back.tables import past_tables


def suggest(
    console: Console,
    *,
    since: str,
    guild: int | None,
    language: str,
    data: Path,
    environment: Mapping[str, str],
    draft_to: Path | None,
    report_to: Path | None,
) -> int:
    """Say for each guild what its verdicts say; status 0 also when they say nothing.

    Raises:
        LookBackError: there is nothing to look at.
    """
    asked = period(since, None, now=datetime.now(UTC))
    say = words(language)
    with past_tables(data, environment) as where:
        look = build(where)
        guilds = [GuildId(guild)] if guild is not None else look.pasts.guilds()
        if not guilds:
            raise LookBackError("No server was ever heard of: there is nothing to learn from.")
        if draft_to and len(guilds) > 1:
            raise LookBackError("Say with --guild whose draft is to be written.")
        found = {one: look.suggest(one, asked) for one in guilds}
    for one, (calibration, draft) in found.items():
        console.print(str(one), style="bold")
        _show(calibration, say, console)
        if draft_to and calibration.suggestions:
            _write(draft, draft_to, one, language)
            console.print(
                f"Draft written to {draft_to}. Try it: ./run simulate --policy {draft_to}",
                markup=False,
                soft_wrap=True,
            )
    if report_to:
        report = {str(one): _json(calibration) for one, (calibration, _) in found.items()}
        report_to.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
        console.print(f"Written to {report_to}.")

    return 0


def _show(calibration: Calibration, say: Say, console: Console) -> None:
    for line in calibration_lines(calibration, say):
        console.print(line, markup=False, soft_wrap=True)
    rules = list(rule_lines(calibration, say))
    if rules:
        console.print(say(Notice("calibration.rules")), style="italic")
    for line in rules:
        console.print(f"  {line}", markup=False, soft_wrap=True)


def _write(draft: Policy, path: Path, guild: GuildId, language: str) -> None:
    heading = f"Server {guild}: version {draft.version} with the thresholds that verdicts speak for"
    text = policy_text(
        draft, explain=lambda place: field_in_words(place, language), heading=heading
    )
    path.write_text(text, encoding="utf-8")


def _json(calibration: Calibration) -> dict[str, Any]:
    """The whole finding, with the intervals worked out."""
    found = asdict(calibration)
    for record, told in zip(calibration.rules, found["rules"], strict=True):
        told["overturned_share"] = asdict(record.overturned_share)
    for rung, told in zip(calibration.rungs, found["rungs"], strict=True):
        if rung.suggestion:
            told["suggestion"]["certainty"] = asdict(rung.suggestion.certainty)

    return found
