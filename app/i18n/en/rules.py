"""Why a rule of its own kind was broken, and what is said to who lost an account."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "reason.rule.phishing": "A link that leads to a trap",
    "reason.rule.emoji": "Too many emoji in one message",
    "reason.rule.caps": "Written in capitals",
    "reason.rule.zalgo": "Letters buried in marks",
    "reason.rule.lines": "Too many lines in one message",
    "reason.rule.length": "A message that is too long",
    "reason.rule.attachments": "Too many files in one message",
    "reason.rule.files": "A file of a kind that is not allowed",
    "reason.rule.velocity": "Messages faster than anybody writes",
    "reason.rule.burst": "The same in many channels at once: probably a stolen account",
    "reason.rule.honeypot": "A message in a trap channel: probably a stolen account",
    "reason.rule.service": "A message by Discord that is not wanted: {rule}",
    "reason.rule.automod": "Blocked by AutoMod: {rule}",
    "told.rule.phishing": "Your message has a link in it that steals accounts.",
    "told.rule.emoji": "Your message has too many emoji in it.",
    "told.rule.caps": "Your message is written almost only in capitals.",
    "told.rule.zalgo": "Your message has letters in it that nobody can read.",
    "told.rule.lines": "Your message has too many lines.",
    "told.rule.length": "Your message is too long.",
    "told.rule.attachments": "Your message has too many files in it.",
    "told.rule.files": "Your message has a file of a kind in it that is not allowed here.",
    "told.rule.velocity": "You sent messages faster than people can read.",
    "told.rule.burst": (
        "The same message was sent with your account to several channels at once, as "
        "stolen accounts do."
    ),
    "told.rule.honeypot": (
        "Your account wrote in a channel in which no person writes, as stolen accounts do."
    ),
    "told.rule.service": "A message by Discord was removed.",
    "told.rule.automod": "AutoMod blocked your message.",
    "dm.stolen": ("Your account was probably taken over: somebody else seems to write with it."),
    "dm.stolen.delete": (
        "Your account was probably taken over: somebody else seems to write with it. "
        "What it wrote was removed."
    ),
    "dm.stolen.timeout": (
        "Your account was probably taken over: somebody else seems to write with it. "
        "What it wrote was removed, and it cannot write there until <t:{until}:f> "
        "(<t:{until}:R>). Nothing goes on your record."
    ),
    "dm.stolen.kick": (
        "Your account was probably taken over: somebody else seems to write with it. "
        "What it wrote was removed, and the account was taken off the server. You may "
        "join again. Nothing goes on your record."
    ),
    "dm.what_to_do": "What to do now",
    "dm.stolen.help": (
        "1. Change your password: that also signs out everybody else.\n2. Turn on "
        "two-factor authentication.\n3. Remove apps you do not know: Settings, "
        "Authorized Apps.\n4. Tell friends not to open what was sent in your name."
    ),
    "kind.name": "The name of a member",
    "kind.blocked": "Blocked by AutoMod, never posted",
    "kind.service": "A message by Discord",
    "case.copies": plural(
        "count",
        one="{count} copy went with it:",
        other="{count} copies went with it:",
    ),
}
