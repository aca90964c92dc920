import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from app.adapters.yaml.policy_file import parse_policy
from app.adapters.yaml.policy_text import policy_text
from app.domain.ids import ChannelId
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Override, Policy, Rungs, Thresholds
from app.domain.policies.presets import PRESETS
from app.domain.policies.rules import Rules, WordRule
from app.i18n.policy_words import field_in_words
from app.local.policy_example import EXAMPLE, example_text
from tests.policies import is_sound, policies

EXAMPLE_FILE = Path(__file__).resolve().parents[3] / "docs" / "policy.example.yaml"


@given(policies().filter(is_sound))
def test_what_is_written_reads_back_as_the_same_policy(policy: Policy) -> None:
    """LK-012, product 17: export and import lose nothing, whatever is in the policy."""
    text = policy_text(policy, explain=field_in_words)
    assert parse_policy(text) == replace(policy, version=1)
    assert parse_policy(policy_text(policy, whole=True)) == replace(policy, version=1)


@given(policies().filter(is_sound))
def test_only_what_differs_from_the_defaults_is_written(policy: Policy) -> None:
    written = yaml.safe_load(policy_text(policy)) or {}
    standard = Policy()
    differing = {
        field.name
        for field in dataclasses.fields(Policy)
        if getattr(policy, field.name) != getattr(standard, field.name)
    }
    assert set(written) == differing - {"version"}


def test_a_policy_that_is_all_defaults_says_so() -> None:
    assert policy_text(Policy(version=7)) == "{}  # everything as by default\n"


def test_numbers_stand_with_their_meaning_and_durations_as_people_write_them() -> None:
    """LK-081."""
    policy = Policy(thresholds=Thresholds(warn=0.3), late_after=timedelta(minutes=90))
    text = policy_text(policy, explain=field_in_words, heading="Version 3\nof a server")
    assert text.splitlines() == [
        "# Version 3",
        "# of a server",
        "thresholds:  # final scores, 0 to 1, from which an action is called for",
        "  warn: 0.3  # score from which a warning is called for",
        "late_after: 1h30m  # a message judged later than this is only flagged",
    ]


@pytest.mark.parametrize(
    "word", ["yes", "null", "7d", "1e5", "#x", "a: b", "- a", "'", '"', "ж", "\x85", " a ", "", "~"]
)
def test_words_that_mean_something_in_yaml_stay_words(word: str) -> None:
    rule = WordRule(name=word, words=("safe",), allow=(word,))
    policy = Policy(rules=Rules(words=(rule,)))
    assert parse_policy(policy_text(policy)) == policy


def test_a_part_of_an_override_keeps_what_it_leaves_open() -> None:
    """IS-136."""
    policy = Policy(overrides={ChannelId(5): Override(thresholds=Rungs(warn=0.5))})
    assert parse_policy(policy_text(policy)) == policy
    assert "timeout" not in policy_text(policy).partition("overrides")[2]


def test_the_example_in_the_docs_is_what_the_command_prints() -> None:
    """`python -m app policy example > docs/policy.example.yaml`."""
    assert EXAMPLE_FILE.read_text(encoding="utf-8") == example_text()


def test_the_example_is_sound_and_reads_back() -> None:
    assert faults_of(EXAMPLE) == ()
    assert parse_policy(example_text()) == EXAMPLE


def test_the_example_shows_every_field_there_is() -> None:
    shown = set(_paths(yaml.safe_load(example_text())))
    missing = {".".join(place) for place in _fields(EXAMPLE)} - shown - {"version"}
    assert not missing


def test_every_line_of_the_example_says_what_it_is() -> None:
    lines = example_text().splitlines()
    for number, line in enumerate(lines):
        if not re.match(r"\s*(- )?[\w]+:", line) or re.match(r"\s*\d+:", line):
            continue
        above = lines[number - 1].lstrip(" -").startswith("#")
        assert "  # " in line or above, line


@pytest.mark.parametrize("name", PRESETS)
def test_presets_read_back(name: str) -> None:
    """LK-063."""
    assert parse_policy(policy_text(PRESETS[name], explain=field_in_words)) == PRESETS[name]


def _fields(value: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field at every depth, with `*` for ids and numbers."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield (*place, field.name)
            yield from _fields(getattr(value, field.name), (*place, field.name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _fields(one, (*place, "*"))
    elif isinstance(value, tuple):
        for one in value:
            yield from _fields(one, (*place, "*"))


def _paths(document: Any, place: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            there = (*place, "*" if isinstance(key, int) else key)
            yield ".".join(there)
            yield from _paths(value, there)
    elif isinstance(document, list):
        for value in document:
            yield from _paths(value, (*place, "*"))
