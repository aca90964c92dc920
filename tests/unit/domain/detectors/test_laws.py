"""Laws of all detectors."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.behaviour import Recent
from app.domain.detectors import DETECTORS, detect
from app.domain.detectors.reading import Reading
from app.domain.ids import ChannelId
from app.domain.kind import Kind
from app.domain.message import Attachment
from app.domain.policies.rule_book import rule_named
from app.domain.policies.rules import (
    AttachmentRule,
    BurstRule,
    CapsRule,
    EmojiRule,
    FileRule,
    HoneypotRule,
    InviteRule,
    LengthRule,
    LineRule,
    LinkRule,
    MentionRule,
    PatternRule,
    PhishingRule,
    Rules,
    ServiceRule,
    VelocityRule,
    WordRule,
    ZalgoRule,
)
from tests.factories import CHANNEL, NOW, a_message

HERE = (CHANNEL,)


def everything(except_in: tuple[ChannelId, ...] = ()) -> Rules:
    """Every rule switched on, and as strict as it can be."""
    return Rules(
        words=(
            WordRule(name="w", words=("boat", "*scam*", "two words", "e"), except_in=except_in),
        ),
        patterns=(
            PatternRule(name="p", pattern=r"(a+)+$", except_in=except_in),
            PatternRule(name="q", pattern=r"(?P<x>e)", except_in=except_in),
            PatternRule(name="r", pattern=r"(?P<x>.)", except_in=except_in),
        ),
        links=LinkRule(enabled=True, allow_only=True, except_in=except_in),
        phishing=PhishingRule(enabled=True, except_in=except_in),
        invites=InviteRule(enabled=True, except_in=except_in),
        mentions=MentionRule(limit=1, except_in=except_in),
        emoji=EmojiRule(enabled=True, limit=0, except_in=except_in),
        caps=CapsRule(enabled=True, min_letters=1, share=0.1, except_in=except_in),
        zalgo=ZalgoRule(enabled=True, marks=1, letters=1, except_in=except_in),
        lines=LineRule(enabled=True, limit=1, except_in=except_in),
        length=LengthRule(enabled=True, limit=1, except_in=except_in),
        attachments=AttachmentRule(enabled=True, limit=0, except_in=except_in),
        files=FileRule(enabled=True, allow_only=True, except_in=except_in),
        velocity=VelocityRule(enabled=True, limit=2, except_in=except_in),
        burst=BurstRule(enabled=True, channels=2, except_in=except_in),
        honeypot=HoneypotRule(channels=HERE, except_in=except_in),
        service=ServiceRule(kinds=("join",), except_in=except_in),
    )


EVERYTHING = everything()
TRICKY = st.text(
    st.sampled_from(
        "aAeE4@$!+1 .-/*_~`|<>:#&()[]\n\0\u200b\u0301\u202e\ud800\u0430\u0456\u3002\u00df"
        "\U0001f600\U0001f1e9\U0001f3fd\ufe0f\u200dhtpsw%dscorgivn0"
    ),
    max_size=120,
)
PIECES = st.lists(
    st.sampled_from(
        [
            *("https://", "discord", ".gg/", ".com", "/invite/", "xn--", "%", "@", ":", " dot "),
            *("<:a:1>", "<@1>", "\u0430", "\n", " ", "evil.example", "steamcommunity", "(", "||"),
        ]
    ),
    max_size=12,
).map("".join)
ANY_TEXT = st.one_of(st.text(max_size=200), TRICKY, PIECES)


def signals_of(text: str, kind: Kind = Kind.MESSAGE, rules: Rules = EVERYTHING) -> list[str]:
    message = a_message(
        text,
        quoted=(text,),
        poll=(text,),
        stickers=(text,),
        attachments=(Attachment(name=text, title=text, description=text, content_type=text),),
        kind=kind,
        about="join",
    )
    recent = [
        Recent(
            message=type(message.id)(1),
            at=NOW,
            channel=ChannelId(1),
            fingerprint=Reading(message=message).fingerprint,
        )
    ]
    found = detect(Reading(message=message, recent=recent), rules)
    for signal in found:
        assert rule_named(rules, signal) is not None
        assert 0 <= signal.score <= 1
        assert len(text) < 4 or text not in signal.label

    return [signal.source for signal in found]


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, st.sampled_from(Kind))
def test_no_text_makes_a_detector_raise_and_every_signal_has_its_rule(
    text: str, kind: Kind
) -> None:
    signals_of(text, kind)


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT, st.sampled_from(Kind))
def test_a_rule_does_not_hold_where_it_is_excepted(text: str, kind: Kind) -> None:
    nowhere = everything(except_in=HERE)
    assert set(signals_of(text, kind, nowhere)) <= {"duplicates", "automod"}


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_rules_that_are_not_broken_by_a_word_stay_unbroken_whatever_kind_it_is(text: str) -> None:
    """Only what somebody wrote as a message can break a rule about messages."""
    texts = {"words", "patterns", "links", "phishing", "invites"}
    assert set(signals_of(text, Kind.NAME)) <= texts
    assert set(signals_of(text, Kind.TITLE)) <= texts
    assert signals_of(text, Kind.SERVICE) == ["service"]
    assert signals_of(text, Kind.BLOCKED) == ["automod"]


def test_what_holds_for_a_channel_holds_for_its_threads() -> None:
    thread = a_message("a boat", channel=ChannelId(5))
    for rules in (everything(except_in=HERE), EVERYTHING):
        found = {one.source for one in detect(Reading(message=thread, parent=CHANNEL), rules)}
        assert ("words" in found) is (rules is EVERYTHING)
        assert ("honeypot" in found) is (rules is EVERYTHING)
        assert rules.differ_by_channel
    assert not Rules().differ_by_channel


def test_every_detector_is_in_its_own_file_and_has_a_rule_of_its_own_name() -> None:
    detectors = {one for kind in DETECTORS.values() for one in kind}
    files = [one.__module__.rpartition(".")[2] for one in detectors]
    assert len(set(files)) == len(files)
    for name in files:
        assert hasattr(EVERYTHING, name)


HOSTILE = [
    "a" * 100,
    "a " * 50,
    "b.o.a.t " * 12,
    "https://" * 12,
    "https://a." * 10,
    "discord." * 12,
    "discord dot " * 8,
    "discord(((((( " * 7,
    "<:a" * 33,
    "<" * 100,
    "\u0301" * 100,
    "a\u0301\u0302" * 33,
    "\u0430" * 100,
    "\U0001f468\u200d" * 50,
    "\U0001f1e9" * 100,
    "%" * 100,
    "xn--" * 25,
    "-" * 100,
    "*a" * 50,
    "two " * 25,
    "scam" * 25,
    "\n" * 100,
    "@4380157$" * 11,
    "\ud800" * 100,
]


@pytest.mark.parametrize("piece", HOSTILE, ids=range(len(HOSTILE)))
def test_reading_a_long_text_takes_steps_in_proportion_to_its_length(
    piece: str, steps_of: Callable[[Callable[[], object]], int]
) -> None:
    """T-10: twice the text, at most about twice the steps of our own code; none is quadratic.

    Steps are lines of Python that run. What runs inside one step is a regular expression or a
    method of str; the next test is about those.
    """
    signals_of(piece * 2)  # whatever is made once is made now
    one, two, four = (steps_of(partial(signals_of, piece * times)) for times in (5, 10, 20))
    assert two - one <= 2.2 * one + 200
    assert four - two <= 2.2 * (two - one) + 200


@pytest.mark.parametrize("piece", HOSTILE, ids=range(len(HOSTILE)))
def test_ten_kilobytes_of_anything_are_read(piece: str) -> None:
    """T-10: an expression that backtracked over them would not come back in a lifetime."""
    signals_of(piece * 100)
