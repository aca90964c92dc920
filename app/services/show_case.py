"""A moderator looks at a case with everything behind it."""

from dataclasses import dataclass

from app.domain.errors import NotFound
from app.domain.ids import GuildId
from app.domain.notice import Notice
from app.domain.order import Order
from app.domain.policies.policy import Policy
from app.domain.record.case import Case
from app.ports.case_files import CaseFiles

MAX_NUMBER = 9_999_999_999
"""Case numbers have at most ten digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """The case, the policy it was decided under and how far its order got, as far as known."""

    case: Case
    policy: Policy | None
    order: Order | None


class ShowCase:
    """Reads, decides nothing."""

    def __init__(self, *, cases: CaseFiles) -> None:
        self._cases = cases

    def __call__(self, guild: GuildId, number: int) -> CaseView:
        """The view of one case.

        Raises:
            NotFound: the guild has no case with this number.
        """
        stored = self._cases.case(guild, number) if 0 < number <= MAX_NUMBER else None
        if stored is None:
            raise NotFound(Notice("error.case_not_found", {"number": number}))
        case = stored.case

        return CaseView(
            case=case,
            policy=self._cases.policy(guild, case.decision.policy_version)
            if case.decision
            else None,
            order=self._cases.order(case.order) if case.order else None,
        )
