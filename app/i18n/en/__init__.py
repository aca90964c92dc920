"""English, the language that everybody gets who has no other here."""

from app.i18n.en import (
    calibration,
    cards,
    commands,
    erasure,
    explanation,
    interactions,
    messages,
    policy,
    raids,
    reasons,
    reputation,
    rules,
    warnings,
)

TEXTS = {
    **reasons.TEXTS,
    **messages.TEXTS,
    **calibration.TEXTS,
    **cards.TEXTS,
    **commands.TEXTS,
    **erasure.TEXTS,
    **explanation.TEXTS,
    **interactions.TEXTS,
    **policy.TEXTS,
    **raids.TEXTS,
    **reputation.TEXTS,
    **rules.TEXTS,
    **warnings.TEXTS,
}
