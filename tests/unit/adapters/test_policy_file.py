import itertools
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.yaml.policy_file import parse_policy, read_policy
from app.domain.action import Action, Mode
from app.domain.errors import PolicyInvalid
from app.domain.policies.policy import Policy

ROOT = Path(__file__).resolve().parents[3]


def faults(text: str) -> list[str]:
    with pytest.raises(PolicyInvalid) as caught:
        parse_policy(text)
    return list(caught.value.faults)


def test_no_field_at_all_is_the_default_policy() -> None:
    assert parse_policy("{}") == Policy()


def test_the_example_in_the_docs_is_sound() -> None:
    policy = read_policy(ROOT / "docs" / "policy.example.yaml")
    assert policy.timeouts == (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
    assert policy.max_automatic_action is Action.TIMEOUT


def test_durations_read_as_people_write_them() -> None:
    """IS-042"""
    policy = parse_policy("interim_timeout: 1h30m\nlate_after: 90s\ntimeouts: [1w, 2d]")
    assert policy.interim_timeout == timedelta(minutes=90)
    assert policy.late_after == timedelta(seconds=90)
    assert policy.timeouts == (timedelta(weeks=1), timedelta(days=2))


def test_a_word_that_looks_like_a_duration_stays_a_word() -> None:
    policy = parse_policy("rules: {words: [{name: w, words: ['7d']}]}")
    assert policy.rules.words[0].words == ("7d",)


def test_every_fault_of_form_is_named_with_its_line() -> None:
    found = faults("mode: loud\nthresholds:\n  warn: high\nfoo: 1\nrules: {links: {enabledd: 1}}")
    assert [fault.split(": ")[:2] for fault in sorted(found)] == [
        ["policy:1", "mode"],
        ["policy:3", "thresholds.warn"],
        ["policy:4", "foo"],
        ["policy:5", "rules.links.enabledd"],
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("thresholds: {warn: 0.6}", "thresholds"),
        ("thresholds: {warn: 0}", "thresholds"),
        ("overrides: {5: {thresholds: {warn: 0.6}}}", "overrides.5.thresholds"),
        ("weights: {context: -1}", "weights"),
        ("timeouts: []", "timeouts"),
        ("timeouts: [1h, 366d]", "timeouts.1"),
        ("interim_timeout: 0s", "interim_timeout"),
        ("retention: {text: 31d}", "retention.text"),
        ("max_automatic_action: none", "max_automatic_action"),
        ("repeat_offender_after: 0", "repeat_offender_after"),
        ("labels: []", "labels"),
        ("thresholds: {warn: .nan}", "thresholds.warn"),
        ("weights: {context: .inf}", "weights.context"),
        ("late_after: -P1D", "late_after"),
        (f"moderation_prompt: {'x' * 4001}", "moderation_prompt"),
        ("min_confidence: 1.1", "min_confidence"),
        ("violations: {before_ban: 0}", "violations.before_ban"),
        ("roles: {5: {thresholds: {warn: 0.6}}}", "roles.5.thresholds"),
        ("rules: {patterns: [{name: a, pattern: '(?=x)'}]}", "rules.patterns.0.pattern"),
        ("rules: {patterns: [{name: a, pattern: 'x*'}]}", "rules.patterns.0.pattern"),
        ("rules: {words: [{name: a, words: ['a*b']}]}", "rules.words.0.words"),
        ("rules: {words: [{name: a, words: ['**']}]}", "rules.words.0.words"),
    ],
)
def test_every_fault_of_meaning_is_named_with_its_place(text: str, place: str) -> None:
    """ST-002, ST-003, T-10."""
    assert any(f": {place}: " in fault for fault in faults(text)), faults(text)


def test_a_pattern_that_is_too_long_is_refused_unread() -> None:
    """T-10."""
    text = f"rules: {{patterns: [{{name: a, pattern: '{'x' * 261}'}}]}}"
    assert any("260" in fault for fault in faults(text))


def test_what_is_no_yaml_names_the_line() -> None:
    assert faults("mode: enforce\nrules: [")[0].startswith("policy:")


def test_a_missing_file_says_which(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match=r"nowhere\.yaml"):
        read_policy(tmp_path / "nowhere.yaml")


def test_every_threshold_and_every_length_of_a_timeout_is_a_setting() -> None:
    """AC-014, ST-004, ST-123: the four thresholds and the three durations, by name."""
    policy = parse_policy(
        "thresholds: {warn: 0.1, timeout: 0.2, kick: 0.3, ban: 0.4}\ntimeouts: [1m, 2m, 3m]"
    )
    found = [policy.thresholds.of(one) for one in (Action.WARN, Action.TIMEOUT, Action.KICK)]
    assert [*found, policy.thresholds.of(Action.BAN)] == [0.1, 0.2, 0.3, 0.4]
    minutes = [timedelta(minutes=count) for count in (1, 2, 3)]
    assert [policy.timeout_for(offence) for offence in (1, 2, 3)] == minutes


def test_a_servers_settings_hold_its_filters_its_thresholds_and_its_reputation() -> None:
    """LK-010, LK-011, LK-012: every kind of setting that was asked for, with its values."""
    policy = parse_policy(
        """
        rules:
          words: [{name: stoplist, words: [spam], action: delete}]
          patterns: [{name: numbers, pattern: "[0-9]{9}", action: delete}]
          links: {enabled: true, action: delete}
          service: {kinds: [join]}
        moderation_prompt: Be kind.
        reputation: {points_per_helpful_message: 5, violation_penalty: -15}
        violations: {auto_ban: true, before_ban: 3}
        """
    )
    assert [rule.action for rule in policy.rules.patterns] == [Action.DELETE]
    assert policy.rules.links.enabled
    assert policy.moderation_prompt == "Be kind."
    assert policy.reputation == Policy().reputation
    assert (policy.violations.auto_ban, policy.violations.before_ban) == (True, 3)


def test_channels_and_the_warning_ladder_are_the_servers_own() -> None:
    """IS-100, IS-102, IS-103, IS-093."""
    policy = parse_policy(
        "channels: {log: 1, review: 2, appeals: 3}\n"
        "warnings: {second: 5m, third: 6h, decay: [1d, 2d, 3d, 4d]}"
    )
    assert (policy.channels.log, policy.channels.review, policy.channels.appeals) == (1, 2, 3)
    assert (policy.warnings.second, policy.warnings.third) == (
        timedelta(minutes=5),
        timedelta(hours=6),
    )
    assert [policy.warnings.decay_at(count).days for count in (1, 2, 3, 4, 9)] == [1, 2, 3, 4, 4]


@given(st.text(max_size=300))
def test_any_text_is_a_policy_or_a_list_of_faults(text: str) -> None:
    try:
        outcome: object = parse_policy(text).mode in Mode
    except PolicyInvalid as error:
        outcome = error.faults

    assert outcome


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("treshholds: {warn: 0.3}", "treshholds: is not known; did you mean thresholds?"),
        ("rules: {shouting: {}}", "rules.shouting: is not known; `./run policy example` shows"),
        ("thresholds: {wern: 1}", "thresholds.wern: is not known; did you mean warn?"),
        ("thresholds: {warn: 0,35}", "thresholds.35: is none of warn, timeout, kick, ban"),
        ("thresholds: {warn: high}", "thresholds.warn: must be a number, not 'high'"),
        ("thresholds:", "thresholds: has no value; leave the line out for the default"),
        ("mode: loud", "mode: must be 'enforce', 'shadow' or 'review', not 'loud'"),
        ("enabled: maybe", "enabled: must be true or false, not 'maybe'"),
        ("rules: {words: bad}", "rules.words: must be a list, as [a, b] or one `- a`"),
        ("rules: {words: [{words: [x]}]}", "rules.words.0.name: is missing"),
        ("channels: {log: general}", "channels.log: must be an id, a number (Discord: "),
        ("exempt: {roles: [admin]}", "exempt.roles.0: must be an id, a number"),
        ("overrides: {general: {mode: shadow}}", "overrides.general: must be an id, a number"),
        ("roles: {5: [a]}", "roles.5: must be a block of fields"),
        ("rules: {mentions: {limit: few}}", "rules.mentions.limit: must be a whole number"),
        ("moderation_prompt: 5", "moderation_prompt: must be text"),
        ("- a\n- b", "must be a block of fields, each as `name: value`"),
        ("interim_timeout: 1 hour", "must be a length of time, as 90s, 15m, 1h30m or 7d, not"),
        ("retention: {text: 7}", "retention.text: wants a unit: 7s, 7m, 7h or 7d"),
        ("timeouts: [1h, 5]", "timeouts.1: wants a unit"),
        ("late_after: 99999999999w", "late_after: is longer than any calendar"),
        ("channels: {log: 99999999999999999999}", "channels.log: has more digits than any id"),
        ("locale: german", "locale: must be one of en, ru"),
        ("thresholds: {warn: 0.6}", "must rise: warn 0.6 < timeout 0.55 < kick 0.75 < ban 0.88"),
    ],
)
def test_a_fault_says_what_belongs_there_in_plain_words(text: str, words: str) -> None:
    """ST-002, ST-082: no word of the validator's own."""
    (fault,) = faults(text)
    assert words in fault
    assert fault.startswith("policy:1: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "policy: nothing is in it; {} stands for the defaults"),
        ("# mode: shadow\n", "policy: nothing is in it"),
        ("mode: shadow\n\tlocale: en", "policy:2: not YAML: .*; indent with spaces, not tabs"),
        ("mode: shadow\n---\nmode: review", "policy:2: not YAML: .*a policy is one document"),
        ("mode: sha\0dow", "policy: not YAML: unacceptable character [^\n]*$"),
        ("a: " + "[" * 3000 + "]" * 3000, "policy: is nested too deeply"),
        ("a: &a\n  b: *a", "policy: is nested too deeply"),
        ("x" * 1_000_001, "policy: is longer than 1,000,000 characters"),
    ],
)
def test_what_is_no_policy_at_all_is_one_line_that_says_what_helps(text: str, words: str) -> None:
    """ST-002."""
    (fault,) = faults(text)
    assert re.match(words, fault), fault


def test_a_few_lines_that_stand_for_millions_are_refused() -> None:
    """T-10: aliases of aliases cost nobody's minutes."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in itertools.pairwise("abcdefgh")]
    assert faults("\n".join(lines)) == ["policy: has more than 100,000 values"]


def test_a_field_that_stands_twice_is_a_fault_since_the_first_would_be_lost() -> None:
    """ST-002: readers of YAML take the last one without a word."""
    text = "mode: shadow\nlocale: ru\nmode: enforce\nrules:\n  caps: {share: 0.5}\n  caps: {}\n"
    assert faults(text) == [
        "policy:3: mode: stands twice, first in line 1",
        "policy:6: rules.caps: stands twice, first in line 5",
    ]


def test_faults_come_in_the_order_of_their_lines() -> None:
    text = "thresholds: {warn: a}\nmode: x\nlate_after: 5\nfoo: 1\n"
    assert [fault.split(":")[1] for fault in faults(text)] == ["1", "2", "3", "4"]


def test_a_file_that_cannot_be_read_says_what_helps(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes("mode: shadow".encode("utf-16"))
    with pytest.raises(PolicyInvalid, match="is not UTF-8 text; save it as UTF-8"):
        read_policy(path)
    with pytest.raises(PolicyInvalid, match="cannot be read: Is a directory"):
        read_policy(tmp_path)


def test_a_file_as_windows_writes_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(b"\xef\xbb\xbfmode: shadow\r\nlocale: ru\r\n")
    assert (read_policy(path).mode, read_policy(path).locale) == (Mode.SHADOW, "ru")
