from typing import Any

import pytest

from app.local.partial import failed_of

IDS = ("a", "b", "c")
ALL = frozenset(IDS)


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": None}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, {"b"}),
        ({"batchItemFailures": [{"itemIdentifier": "b"}, {"itemIdentifier": "c"}]}, {"b", "c"}),
    ],
)
def test_an_answer_names_the_records_that_failed(answer: Any, failed: set[str]) -> None:
    """AW-6"""
    assert failed_of(answer, IDS) == failed


@pytest.mark.parametrize(
    "answer",
    [
        "fine",
        [],
        7,
        {"failures": []},
        {"batchItemFailures": "a"},
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        {"batchItemFailures": [{"itemIdentifier": None}]},
        {"batchItemFailures": [{"id": "a"}]},
        {"batchItemFailures": [{"itemIdentifier": "unknown"}]},
        {"batchItemFailures": ["a"]},
    ],
)
def test_an_answer_that_makes_no_sense_fails_the_whole_batch(answer: Any) -> None:
    """AW-6"""
    assert failed_of(answer, IDS) == ALL
