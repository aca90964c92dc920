"""Names and descriptions of the commands, as Discord shows them (IN-12)."""

from app.i18n.text import Text

TEXTS: dict[str, Text] = {
    "command.help.name": "help",
    "command.help.description": "What this bot does and what you can use",
    "command.case.name": "case",
    "command.case.description": "Show a case: what happened, why, with all numbers",
    "command.case.option.number.name": "number",
    "command.case.option.number.description": "The number of the case",
}
