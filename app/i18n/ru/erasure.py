"""Resetting a server, and erasing what is on record there, in Russian."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "command.reset.name": "сброс",
    "command.reset.description": "Настройки как в первый день и ничья репутация",
    "command.erase.name": "стереть",
    "command.erase.description": "Для владельца: навсегда стереть всё, что записано о людях",
    "command.erase.sub.records.name": "записи",
    "command.erase.sub.records.description": "Сказать, что исчезнет, и спросить, уверены ли вы",
    "command.erase.sub.status.name": "ход",
    "command.erase.sub.status.description": "Как далеко зашло последнее стирание",
    "reset.title": "Сбросить этот сервер?",
    "reset.goes": "Что исчезнет",
    "reset.goes.settings": (
        "Все настройки: версия {number} политики перестаёт действовать, вступают в силу исходные. "
        "Сюда входят списки слов, отличия каналов и ролей, исключения и каналы для моих карточек."
    ),
    "reset.goes.waiting": "Версия {number} политики, которая ждёт своего времени.",
    "reset.goes.reputation": (
        "Репутация всех участников: очки, достижения, таблица лидеров. Они не вернутся."
    ),
    "reset.stays": "Что останется",
    "reset.stays.records": (
        "Дела, отметки, обжалования и предупреждения. Тайм-ауты и баны идут своим чередом. "
        "Черновик в тени продолжает смотреть."
    ),
    "reset.stays.history": (
        "История настроек: `/политика вернуть версия:{number}` вернёт нынешние."
    ),
    "reset.stays.erase": "Стереть записи может только владелец: `/стереть записи`.",
    "reset.button": "Сбросить настройки и репутацию",
    "reply.reset": (
        "Действует версия {number}: всё как в первый день. Репутация исчезнет за несколько минут. "
        "Настройки вернёт `/политика вернуть версия:{before}`."
    ),
    "erase.title": "Стереть всё, что записано о людях?",
    "erase.goes": "Что исчезнет",
    "erase.goes.cases": (
        "Каждое дело: о ком оно, кто решал, причины, слова, заметки, оценки и ссылки."
    ),
    "erase.goes.papers": (
        "Каждая отметка и каждое обжалование, открытые тоже: на них уже никто не ответит."
    ),
    "erase.goes.members": "Предупреждения, счёт нарушений и репутация всех участников.",
    "erase.holds": "Что остаётся в силе",
    "erase.holds.in_force": (
        "Тайм-ауты и баны идут до конца и снимаются тогда как обычно. До тех пор об этом говорит "
        "запись участника, и кем они даны."
    ),
    "erase.holds.reviews": (
        "То, что открытая проверка или обжалование могли бы снять раньше, теперь идёт до конца."
    ),
    "erase.stays": "Что останется",
    "erase.stays.settings": "Настройки: для них есть `/сброс`.",
    "erase.stays.tombstones": (
        "От дела — его номер, время и что было сделано, а также кто и когда его стёр."
    ),
    "erase.stays.posted": "Мои сообщения и карточки: удалите их в самом Discord.",
    "erase.stays.expires": (
        "То, что исчезает само: оценки сообщений и выполненные поручения за 30 дней, рейды за 90, "
        "резервные копии таблиц за 35."
    ),
    "erase.for_good": "Вернуть это нельзя.",
    "erase.button": "Перейти к стиранию…",
    "form.erase.title": "Стереть все записи",
    "form.erase.label": "Название этого сервера",
    "form.erase.description": "Введите его: {name}",
    "reply.erase_begun": (
        "Записано. Начнётся в течение минуты; за минуту стирается тысяча записей. "
        "`/стереть ход` скажет, как далеко зашло."
    ),
    "erase.never": "Здесь ещё ничего не стирали.",
    "erase.asked.owner": "Запрос стереть записи: <@{user}> <t:{at}:R>.",
    "erase.asked.operator": "Запрос стереть записи: оператор <t:{at}:R>.",
    "erase.erased.cases": plural(
        "count", one="{count} дело", few="{count} дела", many="{count} дел"
    ),
    "erase.erased.flags": plural(
        "count", one="{count} отметка", few="{count} отметки", many="{count} отметок"
    ),
    "erase.erased.appeals": plural(
        "count", one="{count} обжалование", few="{count} обжалования", many="{count} обжалований"
    ),
    "erase.erased.reputations": plural(
        "count", one="{count} репутация", few="{count} репутации", many="{count} репутаций"
    ),
    "erase.under_way": "Стирание продолжается каждую минуту.",
    "erase.finished": "Всё стёрто <t:{at}:R>. То, что появилось с тех пор, осталось.",
    "case.erased": "Дело стёрто: <@{user}> <t:{at}:f>. Это было: {action}, <t:{made}:f>.",
    "case.erased.operator": "Дело стёрто: оператор <t:{at}:f>. Это было: {action}, <t:{made}:f>.",
    "error.case_erased": "Дело №{number} стёрто. Оно больше не учитывается.",
    "error.owner_only": "Это может только владелец сервера, <@{user}>.",
    "error.owner_unknown": ("Discord ещё не сообщил мне, чей это сервер. Попробуйте через минуту."),
    "error.other_name": "Этот сервер называется иначе ({name}). Ничего не стёрто.",
    "error.permission.administrator": "Для этого нужно право **Администратор**.",
}
