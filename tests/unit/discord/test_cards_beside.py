"""What cards and DMs say of stolen accounts, and of what is no message."""

from typing import Any

import pytest

from app.discord.cards import case_card, flag_card, notice_message
from app.domain.action import Action
from app.domain.decide import decide
from app.domain.evidence import Evidence
from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.kind import Kind
from app.domain.notice import Notice
from app.domain.place import NOWHERE, Place
from app.domain.policies.policy import Policy
from app.domain.policies.rules import BurstRule, NameRule, Rules, WordRule
from app.domain.reason import reasons_of
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.domain.signal import Signal
from app.i18n import words
from tests.factories import GUILD, NOW, OLD_ACCOUNT, evidence

POLICY = Policy(
    rules=Rules(
        words=(WordRule(name="boats", words=("boat",)),),
        burst=BurstRule(channels=3),
        names=NameRule(action=Action.TIMEOUT),
    )
)
COPIES = tuple(
    Place(channel=ChannelId(100 + number), message=MessageId(number)) for number in range(1, 6)
)


def stolen_case() -> Case:
    found = evidence(signals=(Signal(source="burst", label="burst", score=1.0),), copies=COPIES)
    return case_of(found)


def case_of(found: Evidence) -> Case:
    decision = decide(found, POLICY)
    return Case(
        guild=GUILD,
        number=7,
        action=decision.action,
        member=OLD_ACCOUNT,
        made_at=NOW,
        reasons=reasons_of(decision),
        duration=decision.duration,
        source=Place(channel=found.channel, message=found.message),
        decision=decision,
        evidence=found,
    )


def fields(body: Any) -> dict[str, str]:
    return {one["name"]: one["value"] for one in body["embeds"][0]["fields"]}


@pytest.mark.parametrize(("language", "said"), [("en", "5 copies"), ("ru", "5 копий")])
def test_the_card_of_a_stolen_account_lists_where_copies_went(language: str, said: str) -> None:
    card = case_card(stolen_case(), say=words(language), now=NOW)
    text = "\n".join(fields(card).values())
    assert said in text
    assert all(f"<#{copy.channel}>" in text for copy in COPIES)


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "What to do now"), ("ru", "Что делать сейчас")]
)
def test_the_owner_of_a_stolen_account_reads_what_to_do(language: str, heading: str) -> None:
    body = notice_message(
        Notice("dm.stolen.timeout", {"until": int(NOW.timestamp())}),
        stolen_case(),
        say=words(language),
        guild_name="Harbour",
        now=NOW,
        appeal_custom_id="x",
    )
    assert heading in fields(body)
    assert body["components"]
    assert f"<t:{int(NOW.timestamp())}:R>" in body["embeds"][0]["description"]


def test_an_ordinary_member_is_not_told_of_a_stolen_account() -> None:
    found = evidence(signals=(Signal(source="words", label="boats", score=1.0),))
    body = notice_message(
        Notice("dm.delete"), case_of(found), say=words("en"), guild_name="Harbour", now=NOW
    )
    assert "What to do now" not in fields(body)


@pytest.mark.parametrize(
    ("kind", "said"), [(Kind.NAME, "The name of a member"), (Kind.BLOCKED, "Blocked by AutoMod")]
)
def test_what_is_no_message_is_named_instead_of_linked(kind: Kind, said: str) -> None:
    found = evidence(
        kind=kind,
        channel=NOWHERE,
        signals=(Signal(source="words", label="boats", score=1.0),),
    )
    flag = Flag(
        guild=GUILD,
        member=UserId(OLD_ACCOUNT),
        source=Place(channel=NOWHERE, message=found.message),
        made_at=NOW,
        evidence=found,
        decision=decide(found, POLICY),
    )
    for card in (
        flag_card(flag, say=words("en"), now=NOW),
        case_card(case_of(found), say=words("en"), now=NOW),
    ):
        text = "\n".join(fields(card).values())
        assert said in text
        assert "discord.com/channels" not in text
