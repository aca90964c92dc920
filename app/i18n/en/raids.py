"""Raids: the card, its buttons, the command and its replies."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "command.raid.name": "raid",
    "command.raid.description": (
        "Raids: how things stand, announce an influx, declare, end or undo one"
    ),
    "command.raid.sub.status.name": "status",
    "command.raid.sub.status.description": "How things stand, and the last raid",
    "command.raid.sub.expect.name": "expect",
    "command.raid.sub.expect.description": (
        "Announce that many people will join, so that they are not taken for a raid"
    ),
    "command.raid.sub.expect.option.minutes.name": "minutes",
    "command.raid.sub.expect.option.minutes.description": "For how long, at most a day",
    "command.raid.sub.on.name": "on",
    "command.raid.sub.on.description": "Declare a raid: its measures begin",
    "command.raid.sub.on.option.minutes.name": "minutes",
    "command.raid.sub.on.option.minutes.description": "For how long, at most a day",
    "command.raid.sub.off.name": "off",
    "command.raid.sub.off.description": "End the raid: what binds everybody is lifted",
    "command.raid.sub.undo.name": "undo",
    "command.raid.sub.undo.description": "Take everything back that the last raid brought",
    "raid.title": "Raid #{number}",
    "raid.footer": "Nobody is banned or timed out for it without a moderator's click",
    "raid.level.calm": "calm",
    "raid.level.watch": "watch",
    "raid.level.raid": "raid",
    "raid.level.siege": "siege",
    "raid.state": "State",
    "raid.on": "**{level}** until <t:{until}:t>, unless more is seen",
    "raid.ended": "Over since <t:{at}:t>: nothing more was seen",
    "raid.ended_by": "Ended by <@{user}> <t:{at}:R>",
    "raid.undone": "Undone by <@{user}> <t:{at}:R>",
    "raid.raised_by": "Declared by <@{user}>",
    "raid.suspects": plural(
        "count",
        one="{count} suspect",
        other="{count} suspects",
    ),
    "raid.messages": plural(
        "count",
        one="{count} message",
        other="{count} messages",
    ),
    "raid.more": "and {count} more",
    "raid.measures": "Measures",
    "raid.measure.paused": "Invites and DMs are paused until <t:{until}:t>",
    "raid.measure.slowed": "Messages in <#{channel}> are slowed down",
    "raid.measure.locked": "<#{channel}> is locked",
    "raid.measure.banned": "Ban of the suspects ordered by <@{user}>",
    "raid.measure.silenced": "Timeout of the suspects ordered by <@{user}>",
    "raid.measure.retry": (
        "Discord takes no more bans of people who left; the next try is <t:{at}:R>"
    ),
    "raid.troubles": "Progress",
    "raid.progress": "{done} of {parts} parts done",
    "raid.sign.joins": "{count} joined at once; usually it is {usual} in that time",
    "raid.sign.kin": (
        "{count} of those who joined belong together by name or age of the account (from "
        "{needed} on it is a raid)"
    ),
    "raid.sign.echo": "{count} newcomers said nearly the same (from {needed} on it is a raid)",
    "raid.sign.slow_echo": (
        "{count} newcomers said nearly the same within half an hour (from {needed} on it is a raid)"
    ),
    "raid.sign.outburst": "{count} newcomers insulted at once (from {needed} on it is a raid)",
    "raid.sign.target": "{count} members went for <@{user}> (from {needed} on it is a raid)",
    "raid.part.echo": "said the same",
    "raid.part.target": "went for a member",
    "raid.part.outburst": "insulted",
    "raid.part.kin": "belongs to a batch of accounts",
    "raid.part.joined": "joined with the others",
    "raid.is.free": "not acted on",
    "raid.is.timed_out": "timed out",
    "raid.is.banned": "banned",
    "raid.is.left": "left",
    "raid.is.waiting": "ban is waiting",
    "raid.is.spared": "left alone",
    "raid.is.released": "released",
    "raid.fate.free": "{count} not acted on",
    "raid.fate.timed_out": "{count} timed out",
    "raid.fate.banned": "{count} banned",
    "raid.fate.left": "{count} left the server",
    "raid.fate.waiting": plural(
        "count", one="{count} waits for a ban", other="{count} wait for their ban"
    ),
    "raid.fate.spared": "{count} left alone: protected, or banned already",
    "raid.fate.released": "{count} released",
    "raid.button.ban": "Ban suspects",
    "raid.button.mute": "Time out suspects",
    "raid.button.end": "End raid",
    "raid.button.undo": "Undo",
    "raid.button.list": "Show suspects",
    "raid.button.ban_sure": "Yes, ban them",
    "raid.button.mute_sure": "Yes, time them out",
    "raid.button.undo_sure": "Yes, undo everything",
    "raid.button.previous": "Back",
    "raid.button.next": "Next",
    "raid.effect": "A measure",
    "raid.effect.bulk_ban": "Ban",
    "raid.effect.bulk_unban": "Lifting bans",
    "raid.effect.bulk_time_out": "Timeout",
    "raid.effect.bulk_remove_time_out": "Lifting timeouts",
    "raid.effect.set_incidents": "Pausing invites and DMs",
    "raid.effect.set_slowmode": "Slow mode",
    "raid.effect.restore_slowmode": "Ending slow mode",
    "raid.effect.lockdown": "Locking a channel",
    "raid.effect.unlock": "Unlocking a channel",
    "failure.ban_limit": "Discord takes no more bans of people who left the server for now",
    "failure.already_slower": "the channel is slower already",
    "failure.not_changed": "there was nothing to change back",
    "failure.no_raid": "the raid is no longer on record",
    "reply.raid_calm": "Nothing is going on.",
    "reply.raid_expecting": "An influx is expected until <t:{until}:t>.",
    "reply.raid_expected": (
        "Noted: an influx is expected until <t:{until}:t>. Until then it takes several "
        "times as much to be a raid."
    ),
    "reply.raid_raised": (
        "Raid #{number} is declared until <t:{until}:t>. Its measures begin; `/raid off` ends them."
    ),
    "reply.raid_ended": (
        "Raid #{number} is over. What binds everybody is being lifted. Bans and timeouts stay; "
        "Undo takes them back."
    ),
    "reply.raid_undone": "Raid #{number} is being undone: bans, timeouts and all measures.",
    "reply.raid_banning": (
        "The suspects of raid #{number} are being banned. The card shows how far it is; Undo "
        "there takes it back."
    ),
    "reply.raid_muting": (
        "The suspects of raid #{number} are being timed out. The card shows how far it is; Undo "
        "there takes it back."
    ),
    "reply.raid_sure_ban": plural(
        "count",
        one=(
            "Ban **{count}** suspect? Moderators, old members and the exempt are left "
            "alone. One Undo takes it back."
        ),
        other=(
            "Ban **{count}** suspects? Moderators, old members and the exempt are left "
            "alone. One Undo takes it back."
        ),
    ),
    "reply.raid_sure_mute": plural(
        "count",
        one="Time out **{count}** suspect for {length:duration}? One Undo takes it back.",
        other="Time out **{count}** suspects for {length:duration}? One Undo takes it back.",
    ),
    "reply.raid_sure_undo": "Undo raid #{number}: lift its bans and timeouts and all its measures?",
    "reply.raid_nobody": "This raid has no suspects.",
    "reply.raid_page": "Page {page} of {pages}",
    "error.raid_not_found": "There is no such raid here.",
    "error.raid_none": "There was no raid here yet.",
    "error.raid_on": "A raid is on already.",
    "error.raid_over": "Raid #{number} is over already.",
    "error.raid_undone": "Raid #{number} was undone already.",
    "error.raid_nobody": "There is nobody left to whom this could be done.",
    "reason.raid": "Took part in raid #{number}",
    "reason.raid.echo": "Took part in raid #{number}: wrote the same as others",
    "reason.raid.target": "Took part in raid #{number}: went for a member",
    "reason.raid.outburst": "Took part in raid #{number}: insulted with others",
    "reason.raid.kin": "Took part in raid #{number}: one of a batch of accounts",
    "reason.raid.joined": "Took part in raid #{number}: joined with the others",
    "told.raid": "You took part in a raid on the server.",
    "told.raid.echo": "You wrote the same as many others, as part of a raid.",
    "told.raid.target": "You went for a member together with others.",
    "told.raid.outburst": "You insulted together with others, as part of a raid.",
    "told.raid.kin": "Your account looks like one of a batch that raided the server.",
    "told.raid.joined": "You joined together with others who raided the server.",
}
