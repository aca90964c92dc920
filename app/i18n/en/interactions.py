"""Replies to commands and buttons, the forms, and why something is refused."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "help.title": "What I do here",
    "help.about": (
        "I help the moderators of this server. I look at what is written and how, and act by the "
        "rules of the server: gently first, always with a reason, and a person can undo it."
    ),
    "help.commands": "You can use",
    "help.appeals": "If I got it wrong",
    "help.how_to_appeal": (
        "Everybody I warn, time out, kick or ban gets a direct message with the reason and a "
        "button to appeal. A person decides about it. If you accept no direct messages from this "
        "server, ask a moderator."
    ),
    "help.privacy": "Privacy",
    "help.what_is_kept": (
        "I keep scores, not messages. The words of a message that I acted on are kept encrypted "
        "for a few days, so that an appeal can be judged."
    ),
    "numbers.title": "How it was decided",
    "numbers.formula": "({weight_said} × {toxicity} + {weight_behaviour} × {behaviour}) × "
    "(1 + {weight_context} × {context}) = **{final}**",
    "numbers.confidence": "Confidence {percent} of 100",
    "numbers.wanted": "Called for: {action}",
    "numbers.signals": "Signals",
    "numbers.behaviour": "Behaviour",
    "numbers.factor.velocity": "speed",
    "numbers.factor.escalation": "escalation",
    "numbers.factor.history": "history",
    "numbers.factor.age": "new account",
    "numbers.standing": "On record before",
    "numbers.warnings": plural("count", one="{count} warning", other="{count} warnings"),
    "numbers.timeouts": plural("count", one="{count} timeout", other="{count} timeouts"),
    "numbers.kicks": plural("count", one="{count} kick", other="{count} kicks"),
    "numbers.bans": plural("count", one="{count} ban", other="{count} bans"),
    "numbers.clean": "nothing",
    "numbers.carried_out": "Carried out",
    "numbers.model": "Model {model}",
    "form.appeal.title": "Appeal case #{number}",
    "form.appeal.label": "Why was it wrong?",
    "form.appeal.description": "A moderator reads this and decides.",
    "form.appeal.placeholder": "What happened, and what the bot could not know",
    "form.approve.title": "Approve the appeal",
    "form.approve.label": "Why do you approve?",
    "form.approve.description": "The member reads this, without your name. The case becomes void.",
    "form.deny.title": "Deny the appeal",
    "form.deny.label": "Why do you deny?",
    "form.deny.description": "The member reads this, without your name.",
    "form.reason.placeholder": "One or two sentences are enough",
    "reply.appeal_filed": (
        "Your appeal of case #{number} is with the moderators. You will get a message when it is "
        "decided."
    ),
    "reply.appeal_approved": "Approved. Case #{number} is void, and the member is told.",
    "reply.appeal_denied": "Denied. The decision in case #{number} stands; the member is told.",
    "error.permission": "You need the permission **{permission}** for this.",
    "error.permission.moderate_members": "You need the permission **Timeout Members** for this.",
    "error.permission.kick_members": "You need the permission **Kick Members** for this.",
    "error.permission.ban_members": "You need the permission **Ban Members** for this.",
    "error.permission.manage_guild": "You need the permission **Manage Server** for this.",
    "error.not_here": "This works only on a server.",
    "error.unknown_command": "I do not know this command. It may be older than this version.",
    "error.button_invalid": (
        "This button no longer works. Call the command again, or use a newer card."
    ),
    "error.case_not_found": "There is no case #{number} here.",
    "error.appeal_not_found": "This appeal does not exist any more.",
    "error.not_your_case": "Only the member whom the case is about can appeal it.",
    "error.appeals_off": "Appeals are switched off on this server.",
    "error.appeal_too_late": "The time to appeal this case ended <t:{until}:R>.",
    "error.nothing_to_appeal": "There is nothing to appeal: the case was not carried out.",
    "error.case_void": "Case #{number} is already void. Nothing of it counts any more.",
    "error.appeal_pending": "Your appeal is with the moderators since <t:{at}:R>.",
    "error.appeal_was_approved": "Your appeal was approved <t:{at}:R>.",
    "error.appeal_was_denied": "Your appeal was denied <t:{at}:R>: {reason}",
    "error.appeal_cooldown": "You have appealed lately. You can appeal again <t:{until}:R>.",
    "error.text_empty": "Please write something.",
    "error.text_too_long": plural(
        "limit",
        one="That is too long: at most {limit} character.",
        other="That is too long: at most {limit} characters.",
    ),
    "error.already_approved": "Already handled: approved by <@{user}> <t:{at}:R>.",
    "error.already_denied": "Already handled: denied by <@{user}> <t:{at}:R>.",
    "error.own_decision": "You made this decision yourself. Another moderator has to judge it.",
    "error.own_appeal": "You cannot decide about your own appeal.",
    "error.busy": "Somebody changed this at the same moment. Please try again.",
    "error.unavailable": "I cannot reach my records right now. Please try again in a minute.",
    "error.bug": "Something broke on my side. It is logged. Nothing was changed.",
    "error.malformed": "I cannot read this.",
    "error.malformed_message": "This message cannot be read ({fault}).",
    "error.malformed_event": "This event cannot be read ({fault}).",
    "error.policy_invalid": plural(
        "count",
        one="The policy has {count} fault.",
        other="The policy has {count} faults.",
    ),
}
