from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.behaviour import Recent
from app.domain.detectors import DETECTORS, detect
from app.domain.detectors.links import contains_links, domains_in
from app.domain.detectors.reading import Reading
from app.domain.detectors.words import check_stoplist
from app.domain.ids import MessageId, UserId
from app.domain.kind import Kind
from app.domain.message import Mentions
from app.domain.policies.rule_book import rule_named
from app.domain.policies.rule_faults import faults_of_rules
from app.domain.policies.rules import (
    AutoModRule,
    DuplicateRule,
    InviteRule,
    LinkRule,
    MentionRule,
    PatternRule,
    Rules,
    ServiceRule,
    WordRule,
)
from tests.factories import CHANNEL, NOW, a_message

BOAT = Rules(words=(WordRule(name="boats", words=("boat", "free nitro", "scam*")),))


def labels(content: str, rules: Rules, **changes: object) -> list[str]:
    reading = Reading(message=a_message(content, **changes), recent=[])
    return [signal.label for signal in detect(reading, rules)]


@pytest.mark.parametrize(
    "text",
    ["boat", "a BOAT!", "b.o.a.t", "b0at", "b\u043eat", "bo\u200bat", "**bo**at", "boooooat"],
)
def test_an_unwanted_word_is_found_in_every_disguise(text: str) -> None:
    """LK-045, LK-062."""
    assert labels(text, BOAT) == ["boats"]


@pytest.mark.parametrize("text", ["fredboat", "boats", "steamboat willie", "abo at", ""])
def test_words_that_only_contain_it_are_left_alone(text: str) -> None:
    assert labels(text, BOAT) == []


def test_a_star_stands_for_any_ending_and_phrases_match_across_spaces() -> None:
    assert labels("such scammers", BOAT) == ["boats"]
    assert labels("get FREE   nitro now", BOAT) == ["boats"]
    assert labels("free the nitro", BOAT) == []


def test_allowed_words_win_over_a_wildcard() -> None:
    rules = Rules(words=(WordRule(name="w", words=("scam*",), allow=("scampi",)),))
    assert labels("scampi for dinner", rules) == []
    assert labels("scampi and scams", rules) == ["w"]


def test_check_stoplist_answers_for_single_texts() -> None:
    """LK-062."""
    assert check_stoplist("what a b0at", ["boat"])
    assert not check_stoplist("what a goat", ["boat"])


def test_patterns_see_the_text_as_written_and_undisguised() -> None:
    """LK-010, LK-061."""
    rules = Rules(patterns=(PatternRule(name="p", pattern=r"free\s+n[i1]tro"),))
    assert labels("FREE nitro", rules) == ["p"]
    assert labels("fr\u0435e nitro", rules) == ["p"]
    assert labels("free lunch", rules) == []


def test_patterns_that_are_too_large_together_are_looked_for_one_by_one() -> None:
    """T-10: fifty of the largest that are allowed need more memory than one passage gets."""
    largest = tuple(
        PatternRule(name=f"{index}", pattern=rf"{index}\pL{{40}}") for index in range(10, 60)
    )
    rules = Rules(patterns=largest)
    assert list(faults_of_rules(rules)) == []
    letters = "abcdefghij" * 4
    assert labels(f"42{letters}", rules) == ["42"]
    assert labels(f"42{letters[1:]}", rules) == []


def test_links_are_denied_by_domain_and_everything_below_it() -> None:
    """LK-010, LK-060."""
    rules = Rules(links=LinkRule(enabled=True, deny=("evil.example",)))
    assert labels("see https://evil.example/x", rules) == ["links"]
    assert labels("see http://a.b.EVIL.example:8080", rules) == ["links"]
    assert labels("https://user:pw@evil.example", rules) == ["links"]
    assert labels("see https://notevil.example and evil.example", rules) == []


def test_with_an_allow_list_only_named_domains_pass() -> None:
    rules = Rules(links=LinkRule(enabled=True, allow=("good.example",), allow_only=True))
    assert labels("https://docs.good.example", rules) == []
    assert labels("https://good.example.evil.example", rules) == ["links"]
    assert labels("no link", rules) == []


def test_contains_links_means_what_discord_turns_into_links() -> None:
    """LK-060."""
    assert contains_links("[x](https://a.example)")
    assert not contains_links("a.example")
    assert list(domains_in(["http://a.example. http://B.example?q"])) == ["a.example", "b.example"]


def test_invites_are_found_in_every_spelling_but_the_allowed_ones() -> None:
    rules = Rules(invites=InviteRule(enabled=True, allow=("ours",)))
    assert labels("discord.gg/abc", rules) == ["invites"]
    assert labels("https://discordapp.com/invite/abc", rules) == ["invites"]
    assert labels("https://discord.gg/ours", rules) == []


def test_links_and_words_in_forwarded_messages_embeds_and_file_names_are_seen() -> None:
    for where in ("quoted", "embeds", "stickers", "poll"):
        assert labels("look", BOAT, **{where: ("a boat",)}) == ["boats"]


def test_too_many_mentions_break_the_rule_but_never_by_an_edit() -> None:
    called = Mentions(users=tuple(UserId(number) for number in range(11)))
    rules = Rules(mentions=MentionRule(limit=10))
    assert labels("hi", rules, mentions=called) == ["mentions"]
    assert labels("hi", rules, mentions=called, edited_at=NOW) == []
    assert labels("hi", rules, mentions=Mentions(users=(UserId(1),) * 50)) == []


def same_words(count: int, text: str, seconds: int = 5) -> list[Recent]:
    print_ = Reading(message=a_message(text)).fingerprint
    return [
        Recent(
            message=MessageId(number + 1),
            at=NOW - timedelta(seconds=seconds * (count - number)),
            channel=CHANNEL,
            fingerprint=print_,
        )
        for number in range(count)
    ]


def test_the_same_words_often_enough_are_spam_and_an_edit_is_not() -> None:
    rules = Rules(duplicates=DuplicateRule(limit=3, window=timedelta(seconds=60)))
    text = "join my server"

    def found(recent: list[Recent] | None, **changes: object) -> list[str]:
        reading = Reading(message=a_message(text, **changes), recent=recent)
        return [signal.label for signal in detect(reading, rules)]

    assert found(same_words(2, text)) == ["duplicates"]
    assert found(same_words(2, "JOIN my s3rver")) == ["duplicates"]
    assert found(same_words(1, text)) == []
    assert found(same_words(2, text, seconds=60)) == []
    assert found(same_words(2, text), edited_at=NOW) == []
    assert found(None) == []


def test_a_redelivered_message_is_not_its_own_duplicate() -> None:
    message = a_message("join my server")
    print_ = Reading(message=message).fingerprint
    itself = [Recent(message=message.id, at=NOW, channel=CHANNEL, fingerprint=print_)] * 5
    reading = Reading(message=message, recent=itself)
    assert not detect(reading, Rules(duplicates=DuplicateRule(limit=2)))


ALL = {detector for detectors in DETECTORS.values() for detector in detectors}
EVERYTHING = Rules(
    words=(WordRule(name="w", words=("boat", "*scam*", "two words")),),
    patterns=(PatternRule(name="p", pattern=r"(a+)+$"),),
    links=LinkRule(enabled=True, deny=("evil.example",), allow_only=True),
    invites=InviteRule(enabled=True),
)


@given(st.text(st.characters(), max_size=500))
def test_no_text_makes_a_detector_raise_and_every_signal_has_its_rule(content: str) -> None:
    for signal in detect(Reading(message=a_message(content), recent=[]), EVERYTHING):
        assert rule_named(EVERYTHING, signal) is not None
        assert 0 <= signal.score <= 1


def test_lone_surrogates_are_read_like_any_other_text() -> None:
    assert labels("a\ud800 boat", EVERYTHING) == ["w"]


def test_every_detector_is_in_its_own_file() -> None:
    assert len({detector.__module__ for detector in ALL}) == len(ALL)


def test_what_automod_blocked_counts_unless_the_guild_does_not_want_it() -> None:
    """RS: it was never posted, but its author tried."""
    blocked = {"kind": Kind.BLOCKED, "about": "keyword"}
    assert labels("a boat", Rules(), **blocked) == ["keyword"]
    assert labels("a boat", Rules(), kind=Kind.BLOCKED) == ["other"]
    assert labels("a boat", Rules(automod=AutoModRule(enabled=False)), **blocked) == []


def test_only_service_messages_of_the_kinds_named_are_removed() -> None:
    """LK-010, LK-041."""
    rules = Rules(service=ServiceRule(kinds=("join", "boost")))
    assert labels("", rules, kind=Kind.SERVICE, about="boost") == ["boost"]
    assert labels("", rules, kind=Kind.SERVICE, about="pin") == []
