"""Russian: the same keys as English, in three plural forms."""

from app.i18n.ru import (
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
