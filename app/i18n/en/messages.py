"""What the bot writes to a member by DM."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "dm.warn": "You have a warning. You can go on writing.",
    "dm.delete": "Your message was removed.",
    "dm.timeout": "You cannot write or speak there until <t:{until}:f> (<t:{until}:R>).",
    "dm.kick": "You were removed from the server. You may join again.",
    "dm.ban": "You were banned from the server. The ban has no end date.",
    "dm.not_done": "No action was taken after all. You need to do nothing.",
    "dm.appeal_approved": "Your appeal was approved, and the case is void. It no longer counts.",
    "dm.appeal_approved.timeout": (
        "Your appeal was approved. You can write again, and the case no longer counts."
    ),
    "dm.appeal_approved.ban": "Your appeal was approved. The ban is lifted: you may join again.",
    "dm.appeal_denied": "Your appeal was denied. The decision stands.",
    "dm.answer": "The moderators’ answer",
    "dm.why": "Why",
    "dm.quote": "Your message",
    "dm.wrong": "Is this wrong?",
    "dm.warnings": plural(
        "count",
        one="You have {count} warning now. It expires <t:{until}:D>, unless another one comes.",
        other=(
            "You have {count} warnings now. One of them expires <t:{until}:D>, unless another one "
            "comes."
        ),
    ),
    "dm.how_to_appeal": "Press the button and say why. A person will read it.",
    "dm.how_to_appeal.until": (
        "Press the button and say why, until <t:{until}:f>. A person will read it."
    ),
    "dm.footer": "Case #{number} · Replies to this message are not read",
    "dm.footer_alone": "Replies to this message are not read",
    "dm.button.appeal": "Appeal",
    "unit.day": plural("count", one="{count} day", other="{count} days"),
    "unit.hour": plural("count", one="{count} hour", other="{count} hours"),
    "unit.minute": plural("count", one="{count} minute", other="{count} minutes"),
    "unit.second": plural("count", one="{count} second", other="{count} seconds"),
}
