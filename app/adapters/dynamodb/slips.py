"""Slips: notes that a case began or ceased to stand against a member.

A slip is written in the same transaction as the case, and is due at once: the sweep brings the
case, as it then stands, onto the member's reputation, and the slip is due no more and expires.
Writing one twice, or handling one twice, changes nothing.
"""

from datetime import datetime

from app.adapters.dynamodb.tables import MemberItem, case_key, deadline, member_key
from app.domain.record.case import Case

KIND = "slip"
"""Of its deadline: standings stand in the same table."""
PREFIX = "slip#"


def slip_of(items: type[MemberItem], case: Case, at: datetime) -> MemberItem:
    """The slip of a case that was just made or voided, to be saved without a condition."""
    return items(
        pk=member_key(case.guild, case.member),
        sk=f"{PREFIX}{case_key(case.number)}",
        **deadline(at, KIND),
    )


def case_of(sk: str) -> int:
    """The number of the case that a slip is about."""
    return int(sk.removeprefix(PREFIX))
