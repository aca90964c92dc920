"""The buttons on cards and in DMs, and the operations that they and their forms ask for."""

from datetime import timedelta

from app.discord.custom_id import CustomIds
from app.domain.appeals.appeal import Appeal
from app.domain.record.case import Case

APPEAL = "appeal"
APPEAL_FORM = "appeal_form"
APPROVE = "approve"
APPROVE_FORM = "approve_form"
DENY = "deny"
DENY_FORM = "deny_form"

BUTTON_LIFE = timedelta(days=400)
"""No button outlives this. What a policy allows is checked at the click, and ends much earlier."""

SURE_LIFE = timedelta(minutes=15)
"""How long "yes, I am sure" can be said: nobody should find such a button a day later."""

FORM_LIFE = timedelta(hours=1)
"""How long somebody may leave a form open; after it the button has to be pressed again."""


def appeal_custom_id(custom_ids: CustomIds, case: Case) -> str:
    """The appeal button of a case, for the DM that tells the member."""
    return custom_ids.sign(APPEAL, case.guild, case.number, case.made_at + BUTTON_LIFE)


def decision_custom_id(custom_ids: CustomIds, operation: str, appeal: Appeal) -> str:
    """A button that decides an appeal."""
    return custom_ids.sign(operation, appeal.guild, appeal.id, appeal.made_at + BUTTON_LIFE)
