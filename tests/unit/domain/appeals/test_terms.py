from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action
from app.domain.appeals.appeal import MAX_LENGTH, Appeal, AppealStatus
from app.domain.appeals.terms import check_appeal, check_decision, checked_text
from app.domain.errors import Refused
from app.domain.ids import UserId
from app.domain.policies.policy import Appeals
from app.domain.record.case import Case, Outcome
from tests.factories import GUILD, NOW, OLD_ACCOUNT

CASE = Case(guild=GUILD, number=12, action=Action.WARN, member=OLD_ACCOUNT, made_at=NOW)
APPEAL = Appeal(guild=GUILD, id="12.1", case=12, member=OLD_ACCOUNT, text="x", made_at=NOW)
TERMS = Appeals()
OTHER_CASE = replace(APPEAL, id="11.1", case=11)


def decided(status: AppealStatus) -> Appeal:
    at = NOW + timedelta(hours=1)
    return replace(APPEAL, status=status, decided_by=UserId(51), decided_at=at, reason="no")


def refusal(
    case: Case = CASE,
    *,
    by: UserId = OLD_ACCOUNT,
    terms: Appeals = TERMS,
    of_case: tuple[Appeal, ...] = (),
    of_member: tuple[Appeal, ...] = (),
    now: datetime = NOW + timedelta(hours=1),
) -> str:
    """The key of the refusal; nothing when the appeal may be made."""
    try:
        check_appeal(case, by=by, terms=terms, of_case=of_case, of_member=of_member, now=now)
    except Refused as refused:
        return refused.notice.key.removeprefix("error.")
    return ""


@pytest.mark.parametrize("action", [Action.DELETE, Action.WARN, Action.TIMEOUT, Action.BAN])
@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.DONE])
def test_what_a_member_feels_can_be_appealed(action: Action, outcome: Outcome) -> None:
    assert refusal(replace(CASE, action=action, outcome=outcome)) == ""


@pytest.mark.parametrize(
    ("outcome", "key"),
    [
        (Outcome.FAILED, "nothing_to_appeal"),
        (Outcome.EXPIRED, "nothing_to_appeal"),
        (Outcome.SUPERSEDED, "nothing_to_appeal"),
        (Outcome.VOIDED, "case_void"),
    ],
)
def test_what_did_not_happen_cannot(outcome: Outcome, key: str) -> None:
    assert refusal(replace(CASE, outcome=outcome)) == key
    assert refusal(replace(CASE, action=Action.FLAG)) == "nothing_to_appeal"


def test_only_the_member_can() -> None:
    assert refusal(by=UserId(1)) == "not_your_case"


def test_not_where_appeals_are_off() -> None:
    assert refusal(terms=Appeals(enabled=False)) == "appeals_off"


def test_only_within_the_window() -> None:
    """The bound itself is too late."""
    late = NOW + TERMS.window

    assert refusal(now=late - timedelta(microseconds=1)) == ""
    assert refusal(now=late) == "appeal_too_late"


def test_one_open_appeal_at_a_time() -> None:
    """IS-052."""
    assert refusal(of_case=(APPEAL,)) == "appeal_pending"
    assert refusal(of_member=(OTHER_CASE,), now=NOW + timedelta(days=9)) == "appeal_pending"


def test_the_cool_down_is_two_days() -> None:
    """IS-050: the bound itself is free again."""
    before = replace(OTHER_CASE, status=AppealStatus.DENIED)
    free = NOW + timedelta(hours=48)

    assert refusal(of_member=(before,), now=free - timedelta(seconds=1)) == "appeal_cooldown"
    assert refusal(of_member=(before,), now=free) == ""


def test_a_denied_appeal_can_be_repeated_after_the_cool_down() -> None:
    denied = decided(AppealStatus.DENIED)

    assert refusal(of_case=(denied,), of_member=(denied,)) == "appeal_was_denied"
    later = NOW + timedelta(hours=48)
    assert refusal(of_case=(denied,), of_member=(denied,), now=later) == ""


def test_the_last_appeal_counts() -> None:
    denied, approved = decided(AppealStatus.DENIED), decided(AppealStatus.APPROVED)

    assert refusal(of_case=(denied, approved)) == "appeal_was_approved"


@pytest.mark.parametrize("status", [AppealStatus.APPROVED, AppealStatus.DENIED])
def test_a_decided_appeal_is_not_decided_again(status: AppealStatus) -> None:
    with pytest.raises(Refused) as caught:
        check_decision(decided(status), CASE, by=UserId(9))

    assert caught.value.notice.key == f"error.already_{status}"
    assert caught.value.notice.params["user"] == 51


def test_nobody_judges_a_matter_of_their_own() -> None:
    """T-5, T-8."""
    with pytest.raises(Refused, match="own_appeal"):
        check_decision(APPEAL, CASE, by=OLD_ACCOUNT)
    with pytest.raises(Refused, match="own_decision"):
        check_decision(APPEAL, replace(CASE, moderator=UserId(51)), by=UserId(51))
    check_decision(APPEAL, CASE, by=UserId(51))


@given(st.text(max_size=1100))
def test_a_text_is_taken_as_it_is_or_refused(text: str) -> None:
    """IS-051."""
    stripped = text.strip()
    if stripped and len(stripped) <= MAX_LENGTH:
        assert checked_text(text) == stripped
    else:
        with pytest.raises(Refused):
            checked_text(text)
