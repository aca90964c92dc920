import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.order import EffectState, LedgerEntry, TimeOut, plan
from app.domain.permissions import Permission
from app.domain.record.case import Outcome
from tests.discord_limits import check_answer, texts_of
from tests.door import MEMBER, Door, a_case, command


def shown(answer: dict[str, Any]) -> str:
    check_answer(answer)
    assert answer["type"] == 4
    assert answer["data"]["flags"] == 64
    assert answer["data"]["allowed_mentions"] == {"parse": []}
    return "\n".join(texts_of(answer))


def test_help_lists_what_a_moderator_may_use(entrance: Door) -> None:
    text = shown(entrance.send(command("help", guild=entrance.guild)))

    assert "`/help`" in text
    assert "`/case`" in text


def test_help_does_not_list_what_a_member_may_not_use(entrance: Door) -> None:
    asked = command("help", guild=entrance.guild)
    asked["member"]["permissions"] = str(int(Permission.SEND_MESSAGES))

    text = shown(entrance.send(asked))

    assert "`/help`" in text
    assert "`/case`" not in text


def test_help_in_a_dm_is_russian_for_a_russian(entrance: Door) -> None:
    """LK-080: commands carry their Russian names."""
    text = shown(entrance.send(command("help") | {"locale": "ru"}))

    assert "`/помощь`" in text
    assert "`/дело`" not in text


def test_a_case_shows_every_number_that_it_was_decided_by(entrance: Door) -> None:
    """ST-120: scores, formula, thresholds, limits, record, and what was carried out."""
    case = a_case(entrance.guild)
    entrance.keep_case(case)
    order = plan(
        id=case.order,
        guild=entrance.guild,
        effects=(TimeOut(user=MEMBER, until=datetime.now(UTC)),),
        decided_at=case.made_at,
        expires_at=case.made_at,
        audit_reason="",
        user=MEMBER,
        case=12,
    )
    entrance.keep_order(replace(order, ledger=(LedgerEntry(state=EffectState.CONFIRMED),)))

    text = shown(entrance.send(command("case", guild=entrance.guild, number=12)))

    assert "⏳ Timeout · Case #12" in text
    assert "= **0.58**" in text
    for distance in ("23.2 over warning (35)", "3.2 over timeout (55)", "16.8 under kick (75)"):
        assert distance in text
    assert "29.8 under ban (88)" in text
    assert "` 97` toxic" in text
    assert "Model test" in text
    assert "||you are scum||" in text
    assert "✅ Timeout: done" in text
    assert f"<@{MEMBER}>" in text


def test_a_case_shows_its_words_no_longer_than_they_may_be_kept(entrance: Door) -> None:
    """T-19: also before TTL has removed them."""
    gone = datetime.now(UTC) - timedelta(seconds=1)
    entrance.keep_case(a_case(entrance.guild, text_until=gone))

    assert "scum" not in shown(entrance.send(command("case", guild=entrance.guild, number=12)))


def test_a_case_of_another_server_does_not_exist_here(entrance: Door) -> None:
    """T-16: every read is keyed by the guild of the interaction."""
    entrance.keep_case(a_case(entrance.guild))
    elsewhere = command("case", guild=int(entrance.guild) + 1, number=12)

    assert "no case #12" in entrance.say(elsewhere)


@pytest.mark.parametrize("number", [1, 0, -1, 10**12, 9_999_999_999])
def test_a_number_without_a_case_is_told(entrance: Door, number: int) -> None:
    """IN-11: values need not be what the client would have let one type."""
    said = entrance.say(command("case", guild=entrance.guild, number=number))

    assert f"no case #{number} here" in said


@pytest.mark.parametrize("number", ["12", 1.5, True])
def test_a_number_that_is_none_is_refused(entrance: Door, number: object) -> None:
    said = entrance.say(command("case", guild=entrance.guild, number=number))

    assert "cannot read" in said


def test_a_case_without_any_score_is_shown_too(entrance: Door) -> None:
    """A case by a person has neither decision nor evidence."""
    entrance.keep_case(
        a_case(
            entrance.guild,
            decision=None,
            evidence=None,
            moderator=51,
            reasons=(),
            text=None,
            outcome=Outcome.FAILED,
            outcome_reason="hierarchy",
        )
    )

    text = shown(entrance.send(command("case", guild=entrance.guild, number=12)))

    assert "<@51>" in text
    assert "ranks too high" in text


def test_an_answer_is_stored_for_replays_as_it_was_sent(entrance: Door) -> None:
    """T-2: a replayed request shows what it showed, not what is true by now."""
    entrance.keep_case(a_case(entrance.guild))
    asked = command("case", guild=entrance.guild, number=12)
    first = entrance.raw(asked)
    entrance.keep_case(a_case(entrance.guild, outcome=Outcome.VOIDED))

    assert entrance.raw(asked).body == first.body
    assert json.loads(first.body)["type"] == 4
