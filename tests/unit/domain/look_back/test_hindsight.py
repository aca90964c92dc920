"""What people made of a decision."""

import pytest

from app.domain.appeals.appeal import AppealStatus
from app.domain.ids import UserId
from app.domain.look_back.hindsight import Hindsight, of_case, of_flag, together
from app.domain.record.case import Outcome
from app.domain.record.flag import FlagStatus

MODERATOR = UserId(5)


@pytest.mark.parametrize(
    ("outcome", "voided_by", "appeals", "said"),
    [
        (Outcome.DONE, None, (), Hindsight.OPEN),
        (Outcome.DONE, None, (AppealStatus.PENDING,), Hindsight.OPEN),
        (Outcome.DONE, None, (AppealStatus.DENIED,), Hindsight.CONFIRMED),
        (Outcome.DONE, None, (AppealStatus.DENIED, AppealStatus.PENDING), Hindsight.CONFIRMED),
        (Outcome.DONE, None, (AppealStatus.DENIED, AppealStatus.APPROVED), Hindsight.OVERTURNED),
        (Outcome.VOIDED, MODERATOR, (), Hindsight.OVERTURNED),
        (Outcome.VOIDED, MODERATOR, (AppealStatus.DENIED,), Hindsight.OVERTURNED),
        (Outcome.VOIDED, None, (), Hindsight.OPEN),
        (Outcome.FAILED, None, (), Hindsight.OPEN),
        (Outcome.EXPIRED, None, (), Hindsight.OPEN),
    ],
)
def test_a_case_is_judged_by_voiding_and_by_appeals(
    outcome: Outcome,
    voided_by: UserId | None,
    appeals: tuple[AppealStatus, ...],
    said: Hindsight,
) -> None:
    assert of_case(outcome, voided_by, appeals) is said


def test_a_flag_is_judged_by_what_was_done_about_it() -> None:
    assert of_flag(FlagStatus.PENDING) is Hindsight.OPEN
    assert of_flag(FlagStatus.LAPSED) is Hindsight.OPEN
    assert of_flag(FlagStatus.ACTED) is Hindsight.CONFIRMED
    assert of_flag(FlagStatus.DISMISSED) is Hindsight.OVERTURNED


def test_what_is_overturned_anywhere_is_overturned() -> None:
    assert together(Hindsight.CONFIRMED, Hindsight.OVERTURNED) is Hindsight.OVERTURNED
    assert together(Hindsight.OPEN, Hindsight.CONFIRMED) is Hindsight.CONFIRMED
    assert together(Hindsight.OPEN, Hindsight.OPEN) is Hindsight.OPEN
