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
}
