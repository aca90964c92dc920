"""What a member does again and again: duplicates, speed, bursts over channels, honeypots."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.domain.behaviour import Recent
from app.domain.detectors import detect
from app.domain.detectors.copies import copies_of
from app.domain.detectors.reading import Reading
from app.domain.ids import ChannelId, MessageId
from app.domain.message import Attachment, Message
from app.domain.place import Place
from app.domain.policies.rules import BurstRule, DuplicateRule, HoneypotRule, Rules, VelocityRule
from tests.factories import CHANNEL, NOW, a_message

OFFER = "free nitro for the first hundred people, claim it here: https://gift.example/now"
PICTURE = Attachment(name="image.png", size=48_211, content_type="image/png")
BURST = Rules(burst=BurstRule(channels=3))


def said(
    message: Message, *, ago: int = 10, channel: int = CHANNEL, number: int | None = None
) -> Recent:
    """The window's entry of a message that was written `ago` seconds before NOW."""
    reading = Reading(message=message)
    return Recent(
        message=MessageId(number or ago),
        at=NOW - timedelta(seconds=ago),
        channel=ChannelId(channel),
        fingerprint=reading.fingerprint,
        shape=reading.shape,
        attachments=reading.attachments,
    )


def found(message: Message, recent: Sequence[Recent] | None, rules: Rules) -> list[str]:
    signals = detect(Reading(message=message, recent=recent), rules)
    return [one.source for one in signals if one.source not in ("links", "mentions")]


def test_the_same_again_in_enough_channels_within_a_minute_is_a_burst() -> None:
    """ST-041 for one account: what a stolen one does."""
    earlier = [
        said(a_message(OFFER), ago=20, channel=11),
        said(a_message(OFFER), ago=10, channel=12),
    ]
    assert found(a_message(OFFER), earlier, BURST) == ["burst"]
    assert found(a_message(OFFER.replace("free", "fr\u0435e")), earlier, BURST) == ["burst"]
    assert found(a_message(OFFER), earlier[:1], BURST) == []
    assert found(a_message(OFFER, edited_at=NOW), earlier, BURST) == []
    assert found(a_message(OFFER), None, BURST) == []


def test_the_same_picture_is_a_burst_whatever_is_written_with_it() -> None:
    earlier = [
        said(a_message(text, attachments=(PICTURE,)), ago=ago, channel=ago)
        for ago, text in ((20, "wow"), (10, ""))
    ]
    assert found(a_message("look", attachments=(PICTURE,)), earlier, BURST) == ["burst"]
    other = Attachment(name="image.png", size=9)
    assert found(a_message("look", attachments=(other,)), earlier, BURST) == []


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("hello", (20, 10)),
        ("good morning all", (20, 10)),
        (OFFER, (90, 70)),
    ],
    ids=["a greeting", "a short line", "too long ago"],
)
def test_greetings_and_old_words_are_no_burst(text: str, gaps: tuple[int, int]) -> None:
    earlier = [said(a_message(text), ago=ago, channel=ago) for ago in gaps]
    assert found(a_message(text), earlier, BURST) == []


def test_saying_it_again_in_one_channel_is_no_burst_but_a_duplicate() -> None:
    earlier = [said(a_message(OFFER), ago=ago) for ago in (40, 30, 20, 10)]
    assert found(a_message(OFFER), earlier, BURST) == ["duplicates"]


def test_several_links_in_a_row_are_not_the_same_words() -> None:
    """Every link reads alike; sharing five songs is no spam."""
    songs = [a_message(f"https://music.example/{number}") for number in range(5)]
    earlier = [said(song, ago=ago, channel=ago) for ago, song in enumerate(songs, 1)]
    assert found(a_message("https://music.example/another"), earlier, BURST) == []


def test_every_copy_is_named_with_its_channel() -> None:
    earlier = [
        said(a_message(OFFER), ago=20, channel=11, number=1),
        said(a_message("something else entirely"), ago=15, channel=11, number=2),
        said(a_message(OFFER), ago=10, channel=12, number=3),
    ]
    reading = Reading(message=a_message(OFFER), recent=earlier)
    signals = detect(reading, BURST)
    assert copies_of(reading, BURST, signals) == (
        Place(channel=ChannelId(11), message=MessageId(1)),
        Place(channel=ChannelId(12), message=MessageId(3)),
    )
    assert copies_of(reading, Rules(), ()) == ()


def test_whoever_writes_in_a_honeypot_is_caught_and_the_copies_are_named() -> None:
    rules = Rules(honeypot=HoneypotRule(channels=(CHANNEL,)))
    earlier = [said(a_message("hi"), ago=10, channel=11, number=1)]
    assert found(a_message("hi"), earlier, rules) == ["honeypot"]
    reading = Reading(message=a_message("hi"), recent=earlier)
    assert len(copies_of(reading, rules, detect(reading, rules))) == 1
    elsewhere = a_message("hi", channel=ChannelId(1))
    assert found(elsewhere, earlier, rules) == []


def test_nearly_the_same_words_are_duplicates_unless_the_rule_says_otherwise() -> None:
    """LK-046, LK-041: spam that changes a word each time."""
    texts = [
        f"join our great server today and win number {number} of many prizes for everybody"
        for number in range(5)
    ]
    earlier = [said(a_message(text), ago=ago * 5) for ago, text in enumerate(texts[:4], 1)]
    assert found(a_message(texts[4]), earlier, Rules()) == ["duplicates"]
    exact = Rules(duplicates=DuplicateRule(similar=False))
    assert found(a_message(texts[4]), earlier, exact) == []


def test_a_lively_talk_is_no_duplicate() -> None:
    lines = [
        "did anybody see the match last night, what a finish that was",
        "I missed it, my connection was down for the whole evening",
        "they say the goalkeeper broke his hand in the second half",
        "that would explain why he let in three of them at the end",
        "never mind, next week we play at home and the weather is good",
    ]
    earlier = [said(a_message(line), ago=ago * 5) for ago, line in enumerate(lines, 1)]
    assert found(a_message("and the tickets are sold out already, sadly"), earlier, Rules()) == []


def test_messages_faster_than_hands_break_the_rule_of_velocity() -> None:
    rules = Rules(velocity=VelocityRule(enabled=True, limit=4, window=timedelta(seconds=5)))
    texts = ("one thing", "another thing", "a third thing")
    earlier = [said(a_message(text), ago=ago) for ago, text in enumerate(texts, 1)]
    assert found(a_message("and so on"), earlier, rules) == ["velocity"]
    assert found(a_message("and so on"), earlier[:2], rules) == []
    assert found(a_message("and so on", edited_at=NOW), earlier, rules) == []
    slow = [said(a_message(text), ago=ago * 5) for ago, text in enumerate(texts, 1)]
    assert found(a_message("and so on"), slow, rules) == []


def test_a_message_that_comes_again_is_no_copy_of_itself() -> None:
    message = a_message(OFFER)
    itself = [said(message, ago=0, channel=channel, number=message.id) for channel in (11, 12, 13)]
    everything = Rules(burst=BurstRule(channels=3), velocity=VelocityRule(enabled=True, limit=2))
    assert found(message, itself, everything) == []
