"""Russian: the same keys as English, in three plural forms."""

from app.i18n.ru import cards, commands, interactions, messages, reasons

TEXTS = {
    **reasons.TEXTS,
    **messages.TEXTS,
    **cards.TEXTS,
    **commands.TEXTS,
    **interactions.TEXTS,
}
