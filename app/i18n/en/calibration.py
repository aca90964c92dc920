"""Thresholds suggested from what moderators said of past decisions."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "calibration.title": "What your verdicts say about the thresholds",
    "calibration.judged": "Automatic decisions: {acted}, of which people judged {judged}: "
    "{overturned} overturned, {confirmed} confirmed.",
    "calibration.raise": "{action}: {current} → {proposed} would have avoided {avoided} of "
    "{overturned} overturned actions and missed {missed} of {confirmed} confirmed.",
    "calibration.sure": "Of what would have been milder, {low} to {high} of 100 were mistakes "
    "(19 times out of 20).",
    "calibration.keep": "{action}: {current} can stay ({overturned} overturned, {confirmed} "
    "confirmed).",
    "calibration.too_few": "{action}: {current}, too few verdicts to say anything ({overturned} "
    "overturned, {confirmed} confirmed).",
    "calibration.only_raised": "Only higher thresholds can be suggested: nobody judges what was "
    "left alone.",
    "calibration.try": "Nothing changes by itself: try it as a draft, then decide.",
    "calibration.rules": "By rule",
    "calibration.rule": plural(
        "acted",
        one="{rule}: {acted} action, {judged} judged, {overturned} overturned",
        other="{rule}: {acted} actions, {judged} judged, {overturned} overturned",
    ),
    "calibration.rule.sure": "{rule} (mistakes: {low} to {high} of 100)",
    "calibration.nothing": "Nothing was decided in this time.",
    "command.modconfig.sub.suggest.name": "suggest",
    "command.modconfig.sub.suggest.description": "Thresholds that your verdicts speak for",
    "suggest.soon": (
        "I am reading what people said of my last decisions. Please ask again in a minute."
    ),
    "suggest.as_of": "As of <t:{at}:R>.",
    "suggest.renews": "Newer numbers come within a minute: ask again.",
    "suggest.shadow.this": (
        "This draft is in shadow since <t:{since}:f>. Of {decided} decisions {milder} would have "
        "been milder, {harder} harder."
    ),
    "suggest.shadow.other": (
        "Another draft is in shadow since <t:{since}:f>. Of {decided} decisions {milder} would "
        "have been milder, {harder} harder."
    ),
    "suggest.other_draft": (
        "Another draft is in shadow since <t:{since}:f>. If this one takes its place, what it has "
        "counted is gone."
    ),
    "suggest.sure": "This changes at once for everybody:",
    "suggest.button.suggest_try": "Try it in shadow",
    "suggest.button.suggest_try_ok": "Take its place",
    "suggest.button.suggest_take": "Put in force…",
    "suggest.button.suggest_take_ok": "Put in force",
    "reply.suggestion_tried": (
        "In shadow since <t:{since}:f>: the draft looks at every message and only counts. "
        "`/modconfig suggest` says what it would have done."
    ),
    "reply.suggestion_taken": (
        "Version {number} is in force. To take it back: `/modconfig rollback version:{before}`"
    ),
    "error.suggestion_gone": (
        "This is not suggested any more: the policy or the verdicts have changed. Please ask again "
        "with `/modconfig suggest`."
    ),
}
