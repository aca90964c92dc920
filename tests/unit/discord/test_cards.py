from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.discord.cards import (
    appeal_card,
    appeal_custom_id,
    case_card,
    flag_card,
    notice_message,
    numbers_embed,
    reply_message,
)
from app.discord.components import message
from app.discord.custom_id import CustomIds
from app.domain.action import Action
from app.domain.appeals.appeal import Appeal, AppealStatus
from app.domain.decide import decide
from app.domain.decision import Decision
from app.domain.ids import ChannelId, GuildId, MessageId, UserId
from app.domain.look_back.explanation import explain
from app.domain.notice import Notice
from app.domain.order import Effect, EffectState, LedgerEntry, Order, SendNotice, TimeOut, plan
from app.domain.place import Place
from app.domain.policies.policy import Policy
from app.domain.policies.rules import Rules, WordRule
from app.domain.reason import reasons_of
from app.domain.record.case import Case, Outcome
from app.domain.record.flag import Flag, FlagStatus
from app.domain.record.standing import Standing
from app.i18n import words
from tests.discord_limits import (
    LIVE_LINK,
    LIVE_MENTION,
    SPOOFING,
    check_message,
    texts_of,
    units,
)
from tests.factories import GUILD, NOW, OLD_ACCOUNT, a_signal, evidence
from tests.unit.discord.test_escape import TRICKS

IDS = CustomIds(b"0123456789abcdef")
LANGUAGES = ["en", "ru"]
MODERATOR = UserId(51)
SOURCE = Place(channel=ChannelId(7), message=MessageId(8))
HUGE = (1 << 64) - 1
LONG = "*<@1>" * 2000


def a_decision(*rules: str, toxicity: float = 0.97) -> Decision:
    signals = (a_signal(toxicity), *(a_signal(1.0, rule, "words") for rule in rules))
    policy = Policy(rules=Rules(words=tuple(WordRule(name=rule, words=("x",)) for rule in rules)))
    return decide(evidence(toxicity, signals=signals), policy)


def a_case(*rules: str, **changes: Any) -> Case:
    decision = a_decision(*rules)
    values: dict[str, Any] = {
        "guild": GUILD,
        "number": 12,
        "action": decision.action,
        "member": OLD_ACCOUNT,
        "made_at": NOW,
        "reasons": reasons_of(decision),
        "duration": decision.duration,
        "source": SOURCE,
        "decision": decision,
        "evidence": evidence(0.97, signals=(a_signal(0.97), a_signal(1.0, "x", "words"))),
        "text": "you are scum",
        "text_until": NOW + timedelta(days=7),
        "outcome": Outcome.DONE,
    }
    return Case(**(values | changes))


def a_flag(*rules: str, **changes: Any) -> Flag:
    values: dict[str, Any] = {
        "guild": GUILD,
        "member": OLD_ACCOUNT,
        "source": SOURCE,
        "made_at": NOW,
        "evidence": evidence(),
        "decision": a_decision(*rules),
        "case": 12,
        "text": "you are scum",
        "text_until": NOW + timedelta(days=7),
    }
    return Flag(**(values | changes))


def an_appeal(**changes: Any) -> Appeal:
    values: dict[str, Any] = {
        "guild": GUILD,
        "id": "12.1",
        "case": 12,
        "member": OLD_ACCOUNT,
        "text": "It was a quote",
        "made_at": NOW,
    }
    return Appeal(**(values | changes))


def an_order() -> Order:
    effects: tuple[Effect, ...] = (
        TimeOut(user=OLD_ACCOUNT, until=NOW),
        *[_a_notice() for _ in range(40)],
    )
    order = plan(
        id="m:x",
        guild=GUILD,
        effects=effects,
        decided_at=NOW,
        expires_at=NOW,
        audit_reason="",
    )
    failed = LedgerEntry(state=EffectState.FAILED, error="dm_closed")
    return replace(order, ledger=tuple(failed for _ in effects))


def _a_notice() -> SendNotice:
    return SendNotice(user=OLD_ACCOUNT, notice=Notice("dm.warn"), locale="en")


def shown(body: dict[str, Any]) -> str:
    return "\n".join(texts_of(body))


def without_our_own(text: str) -> str:
    """Our own mentions of members and channels, links to messages and times are meant."""
    for own in (
        f"<@{OLD_ACCOUNT}>",
        f"<@{MODERATOR}>",
        f"<@{HUGE}>",
        f"<#{SOURCE.channel}>",
        f"<#{HUGE}>",
        f"https://discord.com/channels/{GUILD}/{SOURCE.channel}/{SOURCE.message}",
        f"https://discord.com/channels/{HUGE}/{HUGE}/{HUGE}",
        "[Go to the message]()",
        "[Перейти к сообщению]()",
    ):
        text = text.replace(own, "")
    return text


def bodies(language: str, text: str) -> list[dict[str, Any]]:
    """Every card there is, with `text` wherever a stranger's text can stand."""
    say = words(language)
    rules = tuple(f"{text[:200]}{index}" for index in range(9))
    case = a_case(
        *rules,
        text=text,
        outcome=Outcome.VOIDED,
        outcome_reason=text,
        voided_by=MODERATOR,
        voided_reason=text,
        moderator=MODERATOR,
    )
    failed = replace(case, outcome=Outcome.FAILED, voided_by=None, voided_reason="")
    appeal = an_appeal(text=text[:1000])
    decided = replace(
        appeal,
        status=AppealStatus.DENIED,
        decided_by=MODERATOR,
        decided_at=NOW,
        reason=text[:500],
    )
    seen = evidence(
        signals=tuple(a_signal(1, rule, "words") for rule in rules),
        standing=Standing(warnings=2, timeouts=1),
        degraded=("windows", text),
        language_supported=False,
    )
    why = explain(seen, decide(seen, Policy()), Policy())
    explained = replace(case, evidence=seen)
    numbers = [numbers_embed(explained, say=say, why=one, order=an_order()) for one in (why, None)]
    about: dict[str, Any] = {"say": say, "guild_name": text[:100], "now": NOW}

    return [
        case_card(case, say=say, now=NOW, why=why),
        case_card(failed, say=say, now=NOW, why=why),
        *(message(embeds=[one]) for one in numbers),
        flag_card(a_flag(*rules, text=text), say=say, now=NOW, why=why),
        appeal_card(appeal, case, say=say, custom_ids=IDS),
        appeal_card(decided, case, say=say, custom_ids=IDS),
        notice_message(
            Notice(f"dm.{case.action}", {"until": 1}),
            case,
            appeal_custom_id=appeal_custom_id(IDS, case),
            **about,
        ),
        notice_message(Notice("dm.appeal_denied", {"answer": text}), case, **about),
        notice_message(Notice("dm.warn"), None, **about),
        reply_message(Notice("reason.given", {"text": text}), say=say),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60)
@given(
    text=st.one_of(TRICKS, st.sampled_from([LONG, "\U0001f600" * 4000, "\n" * 4000, "|" * 4000]))
)
def test_no_text_breaks_a_limit_of_discord_or_is_live(language: str, text: str) -> None:
    """IN-8, IN-9, IN-16, RS-27, G-14, T-11, T-12: every card, both languages, any text."""
    for body in bodies(language, text or "x"):
        check_message(body)
        strangers = without_our_own(shown(body))
        assert not LIVE_MENTION.search(strangers), strangers
        assert not LIVE_LINK.search(strangers), strangers
        assert not SPOOFING.search(strangers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_numbers_fit(language: str) -> None:
    say = words(language)
    everywhere = Place(channel=ChannelId(HUGE), message=MessageId(HUGE))
    case = a_case(guild=GuildId(HUGE), member=UserId(HUGE), number=9_999_999_999, source=everywhere)
    appeal = an_appeal(guild=GuildId(HUGE), member=UserId(HUGE), id="9999999999.99")

    check_message(case_card(case, say=say, now=NOW))
    check_message(appeal_card(appeal, case, say=say, custom_ids=IDS))
    assert units(appeal_custom_id(IDS, case)) <= 100


def test_the_case_card_says_what_a_moderator_asks() -> None:
    """IS-112, ST-120: who, what, why, how sure, where, what became of it."""
    case = a_case("boats")
    why = explain(case.evidence or evidence(), case.decision or a_decision(), Policy())

    body = case_card(case, say=words("en"), now=NOW, why=why)

    text = shown(body)
    assert "⏳ Timeout · Case #12" in text
    assert f"<@{OLD_ACCOUNT}>" in text
    assert f"`{OLD_ACCOUNT}`" in text
    assert "Unwanted words, rule “boats”" in text
    assert "**58**" in text
    assert "toxicity 97 \N{MULTIPLICATION SIGN} 0.6 + behaviour 0" in text
    assert "3.2 over timeout (55), 16.8 under kick (75)" in text
    assert f"https://discord.com/channels/{GUILD}/7/8" in text
    assert "✅ Done" in text
    assert "Member not told" in text
    assert body["embeds"][0]["color"] == 0xE6B122


def test_the_case_card_never_holds_the_message() -> None:
    """T-19: a card stays for ever, the words do not."""
    assert "scum" not in shown(case_card(a_case(), say=words("en"), now=NOW))


def test_the_case_card_says_that_the_member_was_told() -> None:
    case = a_case(dm=SOURCE)

    assert "Member told by DM" in shown(case_card(case, say=words("en"), now=NOW))


def test_a_person_is_named_to_moderators_and_never_to_the_member() -> None:
    """Product: the DM does not say which moderator it was."""
    case = a_case(moderator=MODERATOR)
    told = notice_message(
        Notice("dm.timeout", {"until": 1}), case, say=words("en"), guild_name="A", now=NOW
    )

    assert str(MODERATOR) in shown(case_card(case, say=words("en"), now=NOW))
    assert str(MODERATOR) not in shown(told)


def test_a_failure_is_said_in_words_or_as_it_came() -> None:
    failed = a_case(outcome=Outcome.FAILED, outcome_reason="hierarchy")
    strange = a_case(outcome=Outcome.FAILED, outcome_reason="new_code")

    said = shown(case_card(failed, say=words("en"), now=NOW))
    assert "❌ Not done: the member ranks too high for the bot" in said
    assert "new\\_code" in shown(case_card(strange, say=words("en"), now=NOW))


def test_the_member_reads_what_happened_why_until_when_and_how_to_object() -> None:
    """ST-056, AC-026, product 4.7, LK-080."""
    case = a_case("boats")
    until = int((NOW + timedelta(hours=1)).timestamp())

    body = notice_message(
        Notice("dm.timeout", {"until": until}),
        case,
        say=words("ru"),
        guild_name="Сервер *друзей*",
        now=NOW,
        appeal_custom_id=appeal_custom_id(IDS, case),
    )

    text = shown(body)
    assert "Сервер \\*друзей\\*" in text
    assert f"<t:{until}:f>" in text
    assert "нежелательные здесь (правило «boats»)" in text
    assert "||you are scum||" in text
    assert "Обжаловать" in text
    (button,) = body["components"][0]["components"]
    assert IDS.read(button["custom_id"], NOW).subject == "12"


@pytest.mark.parametrize(
    ("language", "removed", "expires", "by"),
    [
        ("en", "Your message was removed.", "2 warnings now. One of them expires", "until"),
        ("ru", "Ваше сообщение удалено.", "2 предупреждения. Одно истечёт", "до"),
    ],
)
def test_the_member_reads_what_went_when_a_warning_goes_and_by_when_to_object(
    language: str, removed: str, expires: str, by: str
) -> None:
    """ST-056, ST-121, IS-031: the ways out, with their deadlines."""
    case = a_case(action=Action.WARN, warnings_before=1, warnings_after=2)
    deadline, decay = NOW + timedelta(days=30), NOW + timedelta(days=14)

    text = shown(
        notice_message(
            Notice("dm.warn"),
            case,
            say=words(language),
            guild_name="A",
            now=NOW,
            appeal_custom_id=appeal_custom_id(IDS, case),
            appeal_until=deadline,
            warning_until=decay,
        )
    )

    assert removed in text
    assert f"{expires} <t:{int(decay.timestamp())}:D>" in text
    assert f"{by} <t:{int(deadline.timestamp())}:f>" in text


def test_a_notice_says_of_a_removal_once_and_only_where_there_was_one() -> None:
    """AC-026: neither what did not happen nor the same twice."""
    kept = a_case(action=Action.WARN)
    kept = replace(kept, decision=replace(kept.decision or a_decision(), delete=False))
    about: dict[str, Any] = {"say": words("en"), "guild_name": "A", "now": NOW}

    assert "removed" not in shown(notice_message(Notice("dm.warn"), kept, **about))
    gone = a_case(action=Action.DELETE)
    assert shown(notice_message(Notice("dm.delete"), gone, **about)).count("was removed") == 1
    stolen = notice_message(Notice("dm.stolen.timeout", {"until": 1}), a_case(), **about)
    assert shown(stolen).count("was removed") == 1


def test_a_timeout_without_a_new_warning_speaks_of_no_warnings() -> None:
    """IS-020: only what this case changed."""
    case = a_case(warnings_before=1, warnings_after=1)
    text = shown(
        notice_message(
            Notice("dm.timeout", {"until": 1}),
            case,
            say=words("en"),
            guild_name="A",
            now=NOW,
            warning_until=NOW,
        )
    )
    assert "warning" not in text.lower()


def test_the_words_are_quoted_only_as_long_as_they_may_be_kept() -> None:
    """T-19."""
    case = a_case(text_until=NOW)
    body = notice_message(
        Notice("dm.timeout", {"until": 1}), case, say=words("en"), guild_name="A", now=NOW
    )

    assert "scum" not in shown(body)
    assert "scum" not in shown(flag_card(a_flag(text_until=NOW), say=words("en"), now=NOW))


def test_when_nothing_was_done_the_message_says_only_that() -> None:
    """Ruling C1: the DM is edited to `no action was taken`."""
    body = notice_message(Notice("dm.not_done"), a_case(), say=words("en"), guild_name="A", now=NOW)

    assert "No action was taken" in shown(body)
    assert "scum" not in shown(body)
    assert body["components"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flag_card_says_when_the_review_lapses_and_in_whose_favour(language: str) -> None:
    """Ruling C2: a moderator sees how long there is."""
    flag = a_flag(lapses_at=NOW + timedelta(hours=24))
    until = f"<t:{int((NOW + timedelta(hours=24)).timestamp())}:R>"
    favour = {"en": "it ends in the member", "ru": "в пользу участника"}[language]
    text = shown(flag_card(flag, say=words(language), now=NOW))
    assert until in text
    assert favour in text

    over = replace(flag, status=FlagStatus.DISMISSED, decided_by=MODERATOR)
    assert until not in shown(flag_card(over, say=words(language), now=NOW))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A moderator acted in Discord itself"),
        ("ru", "Модератор принял меры в самом Discord"),
    ],
)
def test_the_flag_card_knows_an_answer_that_was_given_elsewhere(language: str, said: str) -> None:
    """IS-070: somebody acted, but not with our buttons."""
    flag = a_flag(status=FlagStatus.ACTED)
    assert said in shown(flag_card(flag, say=words(language), now=NOW))


def test_the_appeal_card_says_how_to_see_the_whole_case() -> None:
    """IS-053: the card stays, the words it is about do not, so it names the command."""
    body = appeal_card(an_appeal(), a_case(), say=words("en"), custom_ids=IDS)
    assert "`/case number:12` shows all that is kept of it" in shown(body)
    assert "scum" not in shown(body)


def test_the_flag_card_recommends_and_says_what_holds_until_then() -> None:
    flag = a_flag()
    limited = replace(
        flag,
        decision=replace(flag.decision, wanted=Action.BAN, limits=decide_limits(), confidence=0.71),
    )

    text = shown(flag_card(limited, say=words("en"), now=NOW))

    assert "🔨 Ban · low confidence" in text
    assert "harder than the bot may decide alone" in text
    assert "Timeout until" in text
    assert "||you are scum||" in text
    assert flag_card(limited, say=words("en"), now=NOW)["components"] == []


def decide_limits() -> Any:
    return decide(
        evidence(1.0, standing=Standing(timeouts=5)), Policy(max_automatic_action=Action.WARN)
    ).limits


def test_a_decided_flag_says_by_whom() -> None:
    flag = a_flag(status=FlagStatus.DISMISSED, decided_by=MODERATOR)

    said = shown(flag_card(flag, say=words("en"), now=NOW))
    assert f"Dismissed by <@{MODERATOR}>" in said


def test_an_open_appeal_has_two_buttons_and_a_decided_one_none() -> None:
    appeal = an_appeal()
    decided = replace(
        appeal,
        status=AppealStatus.APPROVED,
        decided_by=MODERATOR,
        decided_at=NOW,
        reason="A quote",
    )

    pending = appeal_card(appeal, a_case(), say=words("en"), custom_ids=IDS)
    done = appeal_card(decided, a_case(), say=words("en"), custom_ids=IDS)

    labels = [one["label"] for one in pending["components"][0]["components"]]
    assert labels == ["Approve", "Deny"]
    assert done["components"] == []
    assert f"✅ Approved by <@{MODERATOR}>" in shown(done)
    assert "> A quote" in shown(done)


def test_every_action_has_its_own_colour_and_icon() -> None:
    """Product 4.5: colour is severity, and never colour alone."""
    cards = [
        case_card(a_case(action=action), say=words("en"), now=NOW)["embeds"][0]
        for action in Action
        if action.is_felt
    ]

    assert len({card["color"] for card in cards}) == len(cards)
    assert len({card["title"] for card in cards}) == len(cards)
