from dataclasses import replace

import pytest
from hypothesis import given

from app.domain.action import Mode
from app.domain.ids import ChannelId
from app.domain.policies.changes import FieldChange, Kind, changes_between
from app.domain.policies.policy import Override, Policy, Thresholds
from app.domain.policies.rules import Rules, WordRule
from tests.policies import policies

SPAM, SCAM = WordRule(name="spam", words=("a",)), WordRule(name="scam", words=("b",))


def with_words(*rules: WordRule) -> Policy:
    return Policy(rules=Rules(words=rules))


@given(policies(), policies())
def test_there_is_a_difference_exactly_when_two_policies_say_different_things(
    one: Policy, other: Policy
) -> None:
    """Product 17: nothing changes without being seen, and nothing is seen that did not change."""
    same = replace(one, version=1) == replace(other, version=1)
    assert bool(changes_between(one, other)) is not same
    assert changes_between(one, one) == ()


@given(policies(), policies())
def test_a_difference_is_the_same_one_looked_at_from_the_other_side(
    one: Policy, other: Policy
) -> None:
    there, back = changes_between(one, other), changes_between(other, one)
    turned = {(change.place, str(change.after), str(change.before)) for change in back}
    assert {(change.place, str(change.before), str(change.after)) for change in there} == turned


def test_the_number_of_a_version_is_no_difference() -> None:
    assert changes_between(Policy(version=1), Policy(version=9)) == ()


def test_a_field_is_named_by_its_place_with_both_values() -> None:
    stricter = Policy(thresholds=Thresholds(warn=0.3))
    assert changes_between(Policy(), stricter) == (
        FieldChange(place=("thresholds", "warn"), kind=Kind.CHANGED, before=0.35, after=0.3),
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "kind"),
    [
        ((), (SPAM,), ("rules", "words", "spam"), Kind.ADDED),
        ((SPAM,), (), ("rules", "words", "spam"), Kind.REMOVED),
        ((SPAM, SCAM), (SCAM, SPAM), ("rules", "words"), Kind.MOVED),
        (
            (SPAM, SCAM),
            (SPAM, replace(SCAM, words=("c",))),
            ("rules", "words", "scam", "words"),
            Kind.CHANGED,
        ),
    ],
)
def test_rules_are_told_apart_by_their_names(
    old: tuple[WordRule, ...], new: tuple[WordRule, ...], place: tuple[str, ...], kind: Kind
) -> None:
    (change,) = changes_between(with_words(*old), with_words(*new))
    assert (change.place, change.kind) == (place, kind)


def test_rules_of_one_name_are_compared_as_a_whole() -> None:
    (change,) = changes_between(with_words(SPAM, SPAM), with_words(SPAM))
    assert change.place == ("rules", "words")


def test_overrides_are_told_apart_by_their_channel() -> None:
    """LK-013."""
    here = Policy(overrides={ChannelId(5): Override(mode=Mode.REVIEW)})
    there = Policy(overrides={ChannelId(6): Override(mode=Mode.REVIEW)})
    assert [(change.place, change.kind) for change in changes_between(here, there)] == [
        (("overrides", "5"), Kind.REMOVED),
        (("overrides", "6"), Kind.ADDED),
    ]
    (change,) = changes_between(here, Policy(overrides={ChannelId(5): Override()}))
    assert (change.place, change.before, change.after) == (
        ("overrides", "5", "mode"),
        Mode.REVIEW,
        None,
    )
