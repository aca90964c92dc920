"""What time does: warnings that decay, time-outs and bans that end, reviews that lapse."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "dm.warning_decayed": plural(
        "count",
        one="One of your warnings has expired. You have {count} warning left.",
        other="One of your warnings has expired. You have {count} warnings left.",
    ),
    "dm.warnings_gone": "Your last warning has expired. You have none left.",
    "dm.mute_ended": "Your timeout is over. You can write and speak again.",
    "dm.mute_lifted": (
        "Your last warning has expired, so your timeout was lifted. You can write and speak again."
    ),
    "dm.ban.until": "You were banned from the server until <t:{until}:f> (<t:{until}:R>).",
    "dm.ban_ended": "Your ban ended on <t:{at}:f>. You may join again.",
    "dm.review_lapsed": (
        "No moderator confirmed what was done, so it no longer counts. Nothing is left of it."
    ),
    "lifted.timeout": "Timeout lifted",
    "lifted.ban": "Ban lifted",
    "failure.lapsed": "nobody reviewed it in time",
    "flag.lapsed": "Nobody reviewed it in time: it ended in the member’s favour",
    "card.warnings": "Warnings",
}
