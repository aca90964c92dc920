import dataclasses
import typing
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from app.domain.action import Action, Mode
from app.domain.ids import ChannelId, RoleId
from app.domain.policies.changes import changes_between
from app.domain.policies.policy import Override, Policy, RoleTier, Rungs, Thresholds
from app.domain.policies.rules import Rules, WordRule
from app.i18n import CATALOGUES
from app.i18n.policy_words import change_in_words, field_in_words
from tests.policies import policies


def _fields(kind: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every field of a policy by type, so also those that are empty by default."""
    for name, hint in typing.get_type_hints(kind).items():
        there = (*place, name)
        yield there, hint
        for part in (hint, *typing.get_args(hint)):
            if dataclasses.is_dataclass(part):
                keyed = typing.get_origin(hint) in (tuple, Mapping)
                yield from _fields(part, (*there, "1") if keyed else there)


FIELDS = sorted({".".join(place) for place, _ in _fields(Policy)} - {"version"})


def said(old: Policy, new: Policy, locale: str = "en") -> list[str]:
    return [change_in_words(change, locale) for change in changes_between(old, new)]


@pytest.mark.parametrize("locale", sorted(CATALOGUES))
@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_a_policy_has_words_in_every_language(field: str, locale: str) -> None:
    """LK-080: descriptions of settings."""
    assert field_in_words(tuple(field.split(".")), locale)


def test_a_number_reads_with_its_meaning_its_name_and_both_values() -> None:
    """Product 17."""
    stricter = Policy(thresholds=Thresholds(warn=0.3))
    assert said(Policy(), stricter) == [
        "score from which a warning is called for (thresholds.warn): 0.35 → 0.3"
    ]
    assert said(Policy(), stricter, "ru") == [
        "оценка, с которой полагается предупреждение (thresholds.warn): 0.35 → 0.3"  # noqa: RUF001
    ]


@pytest.mark.parametrize(
    ("new", "end"),
    [
        (Policy(notify=False), ": on → off"),
        (Policy(mode=Mode.SHADOW), ": enforce → shadow"),
        (Policy(interim_timeout=None), ": 1 hour → none"),
        (Policy(late_after=timedelta(days=1, hours=2, seconds=3)), "1 day 2 hours 3 seconds"),
        (Policy(late_after=timedelta(seconds=0.5)), "→ 0.5 s"),
        (Policy(late_after=timedelta(0)), "→ 0 seconds"),
        (Policy(labels=("toxic", "obscene")), "+ obscene, − severe, − threat, − insult"),  # noqa: RUF001
        (Policy(overrides={ChannelId(5): Override()}), "in channel 5: "),
        (Policy(roles={RoleId(6): RoleTier()}), "for role 6: "),
        (Policy(moderation_prompt="x" * 500), "x…"),
    ],
)
def test_values_read_as_people_say_them(new: Policy, end: str) -> None:
    (words,) = said(Policy(), new)
    assert end in words


def test_a_list_in_another_order_shows_both() -> None:
    ordered = Policy(labels=("toxic", "insult"))
    (words,) = said(ordered, replace(ordered, labels=("insult", "toxic")))
    assert words.endswith(": toxic, insult → insult, toxic")


def test_a_rule_is_called_by_its_name_and_a_place_by_its_channel() -> None:
    rule = WordRule(name="scams", words=("a",))
    old = Policy(
        rules=Rules(words=(rule,)),
        overrides={ChannelId(5): Override(thresholds=Rungs(warn=0.5))},
        roles={RoleId(6): RoleTier(max_automatic_action=Action.WARN)},
    )
    new = replace(
        old,
        rules=Rules(words=(replace(rule, action=Action.BAN),)),
        overrides={ChannelId(5): Override(thresholds=Rungs(warn=0.6))},
        roles={RoleId(6): RoleTier()},
    )
    words, channel, role = said(old, new)
    assert words.startswith("“scams”: unwanted words")
    assert words.endswith("(rules.words.action): delete → ban")
    assert channel.startswith("in channel 5: ")
    assert channel.endswith("(thresholds.warn): 0.5 → 0.6")
    assert role.startswith("for role 6: ")
    assert role.endswith(": warn → as elsewhere")


@pytest.mark.parametrize("locale", sorted(CATALOGUES))
@given(old=policies(), new=policies())
def test_every_difference_can_be_said(locale: str, old: Policy, new: Policy) -> None:
    assert all(said(old, new, locale))
