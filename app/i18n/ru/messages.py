"""What the bot writes to a member by DM, in Russian."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "dm.warn": "Вам вынесено предупреждение. Писать можно, как и раньше.",
    "dm.delete": "Ваше сообщение удалено.",
    "dm.timeout": "Вы не можете писать и говорить там до <t:{until}:f> (<t:{until}:R>).",
    "dm.kick": "Вас исключили с сервера. Вы можете войти снова.",
    "dm.ban": "Вас забанили на сервере, без срока окончания.",
    "dm.not_done": "Никаких мер всё же не принято. Делать ничего не нужно.",
    "dm.appeal_approved": "Ваше обжалование одобрено, дело отменено. Оно больше не учитывается.",
    "dm.appeal_approved.timeout": (
        "Ваше обжалование одобрено. Вы снова можете писать, дело больше не учитывается."
    ),
    "dm.appeal_approved.ban": "Ваше обжалование одобрено. Бан снят: вы можете войти снова.",
    "dm.appeal_denied": "Ваше обжалование отклонено. Решение остаётся в силе.",
    "dm.answer": "Ответ модераторов",
    "dm.why": "Почему",
    "dm.quote": "Ваше сообщение",
    "dm.wrong": "Это ошибка?",
    "dm.warnings": plural(
        "count",
        one=(
            "Сейчас у вас {count} предупреждение. Одно истечёт <t:{until}:D>, если не будет нового."
        ),
        few=(
            "Сейчас у вас {count} предупреждения. Одно истечёт <t:{until}:D>, если не будет нового."
        ),
        many=(
            "Сейчас у вас {count} предупреждений. Одно истечёт <t:{until}:D>, если не будет нового."
        ),
    ),
    "dm.how_to_appeal": "Нажмите кнопку и объясните почему. Это прочитает человек.",
    "dm.how_to_appeal.until": (
        "Нажмите кнопку и объясните почему, до <t:{until}:f>. Это прочитает человек."
    ),
    "dm.footer": "Дело №{number} · Ответы на это сообщение не читают",
    "dm.footer_alone": "Ответы на это сообщение не читают",
    "dm.button.appeal": "Обжаловать",
    "unit.day": plural("count", one="{count} день", few="{count} дня", many="{count} дней"),
    "unit.hour": plural("count", one="{count} час", few="{count} часа", many="{count} часов"),
    "unit.minute": plural(
        "count", one="{count} минута", few="{count} минуты", many="{count} минут"
    ),
    "unit.second": plural(
        "count", one="{count} секунда", few="{count} секунды", many="{count} секунд"
    ),
}
