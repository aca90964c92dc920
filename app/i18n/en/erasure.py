"""Resetting a server, and erasing what is on record there."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "command.reset.name": "reset",
    "command.reset.description": "Settings as on the first day, and nobody's reputation",
    "command.erase.name": "erase",
    "command.erase.description": "For the owner: erase what is on record about people, for good",
    "command.erase.sub.records.name": "records",
    "command.erase.sub.records.description": "Say what would go, and ask whether you are sure",
    "command.erase.sub.status.name": "status",
    "command.erase.sub.status.description": "How far the last erasure came",
    "reset.title": "Reset this server?",
    "reset.goes": "What goes",
    "reset.goes.settings": (
        "All settings: version {number} of the policy ends, the defaults come in force. That "
        "includes word lists, overrides, exemptions and the channels for my cards."
    ),
    "reset.goes.waiting": "Version {number} of the policy, which waits for its time.",
    "reset.goes.reputation": (
        "The reputation of all members: points, achievements, the leaderboard. They do not come "
        "back."
    ),
    "reset.stays": "What stays",
    "reset.stays.records": (
        "Cases, flags, appeals and warnings. Timeouts and bans run on. A draft in shadow goes on "
        "looking."
    ),
    "reset.stays.history": (
        "The history of settings: `/modconfig rollback version:{number}` brings these back."
    ),
    "reset.stays.erase": "Only the owner can erase records: `/erase records`.",
    "reset.button": "Reset settings and reputation",
    "reply.reset": (
        "Version {number} is in force: all as on the first day. Reputations are gone within "
        "minutes. The settings come back with `/modconfig rollback version:{before}`."
    ),
    "erase.title": "Erase all that is on record about people?",
    "erase.goes": "What goes",
    "erase.goes.cases": (
        "Every case: whom it is about, who decided, reasons, words, notes, scores and links."
    ),
    "erase.goes.papers": "Every flag and every appeal, open ones too: nobody answers them now.",
    "erase.goes.members": "Warnings, counted offences and reputation of all members.",
    "erase.holds": "What still binds",
    "erase.holds.in_force": (
        "Timeouts and bans run to their end and are lifted then as always. Until then the member's "
        "record says so, and by whom."
    ),
    "erase.holds.reviews": (
        "What an open review or appeal could have lifted earlier now runs to its end."
    ),
    "erase.stays": "What stays",
    "erase.stays.settings": "Settings: for them there is `/reset`.",
    "erase.stays.tombstones": (
        "Of a case its number, its times and what was done, with who erased it and when."
    ),
    "erase.stays.posted": "Messages and cards that I have posted: delete those on Discord.",
    "erase.stays.expires": (
        "What goes by itself: scores of messages and finished orders within 30 days, raids within "
        "90, backups of the tables within 35."
    ),
    "erase.for_good": "This cannot be taken back.",
    "erase.button": "Go on to erase…",
    "form.erase.title": "Erase all records",
    "form.erase.label": "The name of this server",
    "form.erase.description": "Type it: {name}",
    "reply.erase_begun": (
        "On record. It begins within a minute; a thousand records go in a minute. "
        "`/erase status` says how far it came."
    ),
    "erase.never": "Nothing was ever erased here.",
    "erase.asked.owner": "<@{user}> asked to erase the records <t:{at}:R>.",
    "erase.asked.operator": "The operator asked to erase the records <t:{at}:R>.",
    "erase.erased.cases": plural("count", one="{count} case", other="{count} cases"),
    "erase.erased.flags": plural("count", one="{count} flag", other="{count} flags"),
    "erase.erased.appeals": plural("count", one="{count} appeal", other="{count} appeals"),
    "erase.erased.reputations": plural(
        "count", one="{count} reputation", other="{count} reputations"
    ),
    "erase.under_way": "It goes on every minute.",
    "erase.finished": "All of it was erased <t:{at}:R>. What was made since is still there.",
    "case.erased": "Erased by <@{user}> <t:{at}:f>. It was: {action}, <t:{made}:f>.",
    "case.erased.operator": "Erased by the operator <t:{at}:f>. It was: {action}, <t:{made}:f>.",
    "error.case_erased": "Case #{number} was erased. Nothing of it counts any more.",
    "error.owner_only": "Only the owner of this server, <@{user}>, can do this.",
    "error.owner_unknown": (
        "Discord has not told me yet whose server this is. Please try again in a minute."
    ),
    "error.other_name": "That is not the name of this server ({name}). Nothing was erased.",
    "error.permission.administrator": "You need the permission **Administrator** for this.",
}
