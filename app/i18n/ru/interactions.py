"""Replies, forms and refusals, in Russian."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "help.title": "Что я здесь делаю",
    "help.about": (
        "Я помогаю модераторам этого сервера. Я смотрю, что и как пишут, и действую по правилам "
        "сервера: сначала мягко, всегда с объяснением, и человек может всё отменить."
    ),
    "help.commands": "Вам доступны",
    "help.appeals": "Если я ошибся",
    "help.how_to_appeal": (
        "Каждый, кого я предупреждаю, отправляю в тайм-аут, исключаю или баню, получает личное "
        "сообщение с причиной и кнопкой обжалования. Решает человек. Если вы не принимаете личных "
        "сообщений с этого сервера, обратитесь к модератору."
    ),
    "help.privacy": "Конфиденциальность",
    "help.what_is_kept": (
        "Я храню оценки, а не сообщения. Текст сообщения, по которому приняты меры, хранится "
        "в зашифрованном виде несколько дней, чтобы можно было рассмотреть обжалование."
    ),
    "numbers.title": "Как принято решение",
    "numbers.formula": "({weight_said} × {toxicity} + {weight_behaviour} × {behaviour}) × "
    "(1 + {weight_context} × {context}) = **{final}**",
    "numbers.confidence": "Уверенность {percent} из 100",
    "numbers.wanted": "Полагалось: {action}",
    "numbers.signals": "Сигналы",
    "numbers.behaviour": "Поведение",
    "numbers.factor.velocity": "скорость",
    "numbers.factor.escalation": "нарастание",
    "numbers.factor.history": "прошлое",
    "numbers.factor.age": "новизна аккаунта",
    "numbers.standing": "Было записано раньше",
    "numbers.warnings": plural(
        "count",
        one="{count} предупреждение",
        few="{count} предупреждения",
        many="{count} предупреждений",
    ),
    "numbers.timeouts": plural(
        "count", one="{count} тайм-аут", few="{count} тайм-аута", many="{count} тайм-аутов"
    ),
    "numbers.kicks": plural(
        "count", one="{count} исключение", few="{count} исключения", many="{count} исключений"
    ),
    "numbers.bans": plural("count", one="{count} бан", few="{count} бана", many="{count} банов"),
    "numbers.clean": "ничего",
    "numbers.carried_out": "Что выполнено",
    "numbers.model": "Модель {model}",
    "form.appeal.title": "Обжалование дела №{number}",
    "form.appeal.label": "Почему это ошибка?",
    "form.appeal.description": "Это прочитает модератор и примет решение.",
    "form.appeal.placeholder": "Что случилось и чего бот не мог знать",
    "form.approve.title": "Одобрить обжалование",
    "form.approve.label": "Почему вы одобряете?",
    "form.approve.description": "Участник прочитает это без вашего имени. Дело будет отменено.",
    "form.deny.title": "Отклонить обжалование",
    "form.deny.label": "Почему вы отклоняете?",
    "form.deny.description": "Участник прочитает это без вашего имени.",
    "form.reason.placeholder": "Достаточно одного-двух предложений",
    "reply.appeal_filed": (
        "Ваше обжалование дела №{number} передано модераторам. Когда решение будет принято, вам "
        "придёт сообщение."
    ),
    "reply.appeal_approved": "Одобрено. Дело №{number} отменено, участнику сообщат.",
    "reply.appeal_denied": (
        "Отклонено. Решение по делу №{number} остаётся в силе, участнику сообщат."
    ),
    "error.permission": "Для этого нужно право **{permission}**.",
    "error.permission.moderate_members": (
        "Для этого нужно право **Отправлять участников подумать о своём поведении**."
    ),
    "error.permission.kick_members": "Для этого нужно право **Выгонять участников**.",
    "error.permission.ban_members": "Для этого нужно право **Банить участников**.",
    "error.permission.manage_guild": "Для этого нужно право **Управлять сервером**.",
    "error.not_here": "Это работает только на сервере.",
    "error.unknown_command": "Я не знаю этой команды. Возможно, она старше этой версии.",
    "error.button_invalid": (
        "Эта кнопка больше не работает. Вызовите команду снова или возьмите новую карточку."
    ),
    "error.case_not_found": "Дела №{number} здесь нет.",
    "error.appeal_not_found": "Этого обжалования больше нет.",
    "error.not_your_case": "Обжаловать дело может только тот участник, о котором оно.",
    "error.appeals_off": "На этом сервере обжалования отключены.",
    "error.appeal_too_late": "Срок обжалования этого дела истёк <t:{until}:R>.",
    "error.nothing_to_appeal": "Обжаловать нечего: мера не была применена.",
    "error.case_void": "Дело №{number} уже отменено. Оно больше не учитывается.",
    "error.appeal_pending": "Ваше обжалование передано модераторам <t:{at}:R>.",
    "error.appeal_was_approved": "Ваше обжалование одобрено <t:{at}:R>.",
    "error.appeal_was_denied": "Ваше обжалование отклонено <t:{at}:R>: {reason}",
    "error.appeal_cooldown": "Вы недавно уже подавали обжалование. Снова можно <t:{until}:R>.",
    "error.text_empty": "Пожалуйста, напишите что-нибудь.",
    "error.text_too_long": plural(
        "limit",
        one="Слишком длинно: не больше {limit} символа.",
        few="Слишком длинно: не больше {limit} символов.",
        many="Слишком длинно: не больше {limit} символов.",
    ),
    "error.already_approved": "Уже решено: одобрено, <@{user}> <t:{at}:R>.",
    "error.already_denied": "Уже решено: отклонено, <@{user}> <t:{at}:R>.",
    "error.own_decision": "Это решение приняли вы сами. Его должен рассмотреть другой модератор.",
    "error.own_appeal": "Нельзя решать о своём собственном обжаловании.",
    "error.busy": "Кто-то изменил это в тот же момент. Попробуйте ещё раз.",
    "error.unavailable": "Записи сейчас недоступны. Попробуйте через минуту.",
    "error.bug": "У меня что-то сломалось. Это записано в журнал. Ничего не изменено.",
    "error.malformed": "Не могу это прочитать.",
    "error.malformed_message": "Это сообщение не читается ({fault}).",
    "error.malformed_event": "Это событие не читается ({fault}).",
    "error.policy_invalid": plural(
        "count",
        one="В политике {count} ошибка.",
        few="В политике {count} ошибки.",
        many="В политике {count} ошибок.",
    ),
}
