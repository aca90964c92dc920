from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.behaviour import Recent
from app.domain.evidence import Subject
from app.domain.ids import UserId
from app.domain.kind import Kind
from app.domain.message import Author, Mentions, Message
from app.domain.policies.policy import Policy
from app.domain.raids.scene import Voice
from app.services.voices import voice_of
from tests.factories import NOW, OLD_ACCOUNT, a_message, evidence

NEW = Author(id=OLD_ACCOUNT, joined_at=NOW - timedelta(days=1))
POLICY = Policy()


def heard(message: Message, toxicity: float | None = 0.1, **subject: Any) -> Voice | None:
    recent = Recent(
        message=message.id,
        at=message.sent_at,
        channel=message.channel,
        fingerprint="abc",
        toxicity=toxicity,
        shape=7,
    )
    found = evidence(subject=Subject(user=message.author.id, **subject))
    return voice_of(message, found, recent, POLICY)


def test_newcomers_are_heard_and_regulars_are_not() -> None:
    """ST-045: the window holds no member's ordinary chat."""
    voice = heard(a_message(author=NEW))
    assert voice is not None
    assert (voice.newcomer, voice.lure, voice.shape) == (True, False, 7)
    assert heard(a_message()) is None
    assert heard(a_message(author=Author(id=OLD_ACCOUNT))) is None
    just = Author(id=OLD_ACCOUNT, joined_at=NOW - timedelta(days=7))
    assert heard(a_message(author=just)) is None


def test_heated_words_at_somebody_are_heard_from_anybody() -> None:
    """ST-042."""
    aimed = a_message(addressed=(UserId(5),))
    voice = heard(aimed, 0.7)
    assert voice is not None
    assert (voice.newcomer, voice.at_members) == (False, (5,))
    assert heard(aimed, 0.4) is None
    assert heard(aimed, None) is None
    assert heard(a_message(), 0.9) is None


def test_the_exempt_bots_and_edits_are_never_heard() -> None:
    """ST-061, C8."""
    message = a_message(author=NEW)
    assert heard(message, is_moderator=True) is None
    assert heard(message, is_owner=True) is None
    assert heard(message, is_bot=True) is None
    assert heard(a_message(author=NEW, edited_at=NOW)) is None
    assert heard(a_message(author=NEW, kind=Kind.SERVICE)) is None


def test_what_leads_away_or_calls_many_is_a_lure() -> None:
    lures = [
        a_message("see https://example.com", author=NEW),
        a_message("join discord.gg/abc", author=NEW),
        a_message("hi", author=NEW, mentions=Mentions(everyone=True)),
    ]
    voices = [heard(message) for message in lures]
    assert all(voice is not None and voice.lure for voice in voices)
    plain = heard(replace(lures[0], content="no link here"))
    assert plain is not None
    assert not plain.lure
