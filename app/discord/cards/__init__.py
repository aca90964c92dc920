"""The cards: what moderators and members see of cases, flags and appeals."""

from app.discord.cards.appeal import appeal_card
from app.discord.cards.buttons import appeal_custom_id
from app.discord.cards.case import case_card, case_embed
from app.discord.cards.flag import flag_card
from app.discord.cards.look import Say
from app.discord.cards.notice import notice_message, reply_message
from app.discord.cards.numbers import numbers_embed
from app.discord.cards.raid import raid_card

__all__ = [
    "Say",
    "appeal_card",
    "appeal_custom_id",
    "case_card",
    "case_embed",
    "flag_card",
    "notice_message",
    "numbers_embed",
    "raid_card",
    "reply_message",
]
