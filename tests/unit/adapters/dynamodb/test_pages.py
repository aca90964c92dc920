"""Pages of evidence: what is written is what is read, now and after years."""

import zlib

import pytest
from hypothesis import given, settings
from msgspec import DecodeError
from pydantic import TypeAdapter

from app.adapters.dynamodb.pages import packed, unpacked
from app.adapters.dynamodb.pasts import past_of
from app.domain.look_back.hindsight import Hindsight
from app.ports.records import Judged
from tests.any_value import any_value
from tests.pasts import a_past

OLD_PAGE = b"""[{"evidence": {"guild": 1, "channel": 2, "message": 3, "revision": "00",
"subject": {"user": 4, "roles": [5], "is_bot": false, "is_webhook": false, "is_owner": false,
"is_administrator": false, "is_moderator": false}, "spoken_at": "2026-11-01T12:00:00Z",
"judged_at": "2026-11-01T12:00:01.250000Z", "signals": [{"source": "classifier", "label": "toxic",
"score": 0.25, "version": "one"}],
"behaviour": {"velocity": null, "escalation": 0.5, "history": 0.0, "age": 0.5}, "context": 0.0,
"standing": {"first_seen": null, "warnings": 1, "warned_at": null,
"timeouts": 0, "kicks": 0, "bans": 0, "last_action": "none", "last_offence_at": null,
"timed_out_until": null, "human_action_at": null, "version": 3}, "degraded": ["windows"],
"language_supported": true}, "decision": {"verdict": {"toxicity": 0.25, "label": "toxic",
"behaviour": 0.2, "context": 0.0, "final": 0.23, "broken": []}, "wanted": "none", "action": "none",
"duration": null, "delete": false, "notify": false, "warned": false, "escalated": false,
"review": false, "confidence": 1.0, "limits": [], "exemption": null, "policy_version": 1}}]"""
"""As the first version wrote it."""


@settings(max_examples=50)
@given(any_value(Judged))
def test_any_evidence_and_decision_come_back_from_a_page_exactly(judged: Judged) -> None:
    assert unpacked(packed([judged, judged])) == [judged, judged]


@settings(max_examples=50)
@given(any_value(Judged))
def test_a_page_is_the_json_that_the_first_version_read(judged: Judged) -> None:
    """Two writers share the table while a new version is rolled out."""
    page = zlib.decompress(packed([judged]))
    assert TypeAdapter(list[Judged]).validate_json(page) == [judged]


def test_a_page_of_the_first_version_is_read_with_defaults_for_what_it_lacks() -> None:
    (judged,) = unpacked(zlib.compress(OLD_PAGE))

    assert judged.evidence.standing.warnings == 1
    assert judged.evidence.degraded == ("windows",)
    assert judged.evidence.shadow is None
    assert judged.decision.verdict.final == 0.23


def test_fields_of_a_newer_version_are_passed_over() -> None:
    page = zlib.compress(OLD_PAGE.replace(b'"revision"', b'"invented_later": [1], "revision"'))
    assert unpacked(page) == unpacked(zlib.compress(OLD_PAGE))


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(zlib.error):
        unpacked(b"nothing")
    with pytest.raises(DecodeError):
        unpacked(zlib.compress(b'[{"evidence": 1}]'))


def test_a_page_is_read_for_looking_back_as_decisions_that_nobody_judged_yet() -> None:
    past = a_past(0.2)
    page = packed([Judged(evidence=past.evidence, decision=past.decision)])

    assert past_of(page) == [past]
    assert past.hindsight is Hindsight.OPEN
