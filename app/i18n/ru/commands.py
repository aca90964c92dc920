"""Names and descriptions of the commands in Russian."""

from app.i18n.text import Text

TEXTS: dict[str, Text] = {
    "command.help.name": "помощь",
    "command.help.description": "Что делает этот бот и чем можно пользоваться",
    "command.case.name": "дело",
    "command.case.description": "Показать дело: что случилось, почему, со всеми числами",
    "command.case.option.number.name": "номер",
    "command.case.option.number.description": "Номер дела",
}
