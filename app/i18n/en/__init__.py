"""English, the language that everybody gets who has no other here."""

from app.i18n.en import cards, commands, interactions, messages, reasons

TEXTS = {
    **reasons.TEXTS,
    **messages.TEXTS,
    **cards.TEXTS,
    **commands.TEXTS,
    **interactions.TEXTS,
}
