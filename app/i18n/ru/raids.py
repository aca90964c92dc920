"""Raids, in Russian."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "command.raid.name": "рейд",
    "command.raid.description": (
        "Рейды: состояние, ожидаемый наплыв, объявить, завершить или отменить"
    ),
    "command.raid.sub.status.name": "состояние",
    "command.raid.sub.status.description": "Что происходит сейчас и последний рейд",
    "command.raid.sub.expect.name": "ожидать",
    "command.raid.sub.expect.description": (
        "Предупредить о наплыве людей, чтобы их не приняли за рейд"
    ),
    "command.raid.sub.expect.option.minutes.name": "минуты",
    "command.raid.sub.expect.option.minutes.description": "Как долго, не больше суток",
    "command.raid.sub.on.name": "включить",
    "command.raid.sub.on.description": "Объявить рейд: начинают действовать меры",
    "command.raid.sub.on.option.minutes.name": "минуты",
    "command.raid.sub.on.option.minutes.description": "Как долго, не больше суток",
    "command.raid.sub.off.name": "выключить",
    "command.raid.sub.off.description": "Завершить рейд: общие ограничения снимаются",
    "command.raid.sub.undo.name": "отменить",
    "command.raid.sub.undo.description": "Отменить всё, что принёс последний рейд",
    "raid.title": "Рейд №{number}",
    "raid.footer": "За рейд никому не дают бан или тайм-аут без нажатия модератора",
    "raid.level.calm": "спокойно",
    "raid.level.watch": "наблюдение",
    "raid.level.raid": "рейд",
    "raid.level.siege": "осада",
    "raid.state": "Состояние",
    "raid.on": "**{level}** до <t:{until}:t>, если не появится нового",
    "raid.ended": "Завершён <t:{at}:t>: больше ничего не замечено",
    "raid.ended_by": "Завершён: <@{user}> <t:{at}:R>",
    "raid.undone": "Отменён: <@{user}> <t:{at}:R>",
    "raid.raised_by": "Объявлен: <@{user}>",
    "raid.suspects": plural(
        "count",
        one="{count} подозреваемый",
        few="{count} подозреваемых",
        many="{count} подозреваемых",
    ),
    "raid.messages": plural(
        "count",
        one="{count} сообщение",
        few="{count} сообщения",
        many="{count} сообщений",
    ),
    "raid.more": "и ещё {count}",
    "raid.measures": "Меры",
    "raid.measure.paused": "Приглашения и личные сообщения приостановлены до <t:{until}:t>",
    "raid.measure.slowed": "Сообщения в <#{channel}> замедлены",
    "raid.measure.locked": "<#{channel}> закрыт",
    "raid.measure.banned": "Бан подозреваемых назначен: <@{user}>",
    "raid.measure.silenced": "Тайм-аут подозреваемых назначен: <@{user}>",
    "raid.measure.retry": "Баны ушедших пока не принимаются; следующая попытка <t:{at}:R>",
    "raid.troubles": "Ход",
    "raid.progress": "Готово частей: {done} из {parts}",
    "raid.sign.joins": plural(
        "count",
        one="{count} человек вошёл разом с другими; обычно за это время {usual}",
        few="{count} человека вошли разом; обычно за это время {usual}",
        many="{count} человек вошли разом; обычно за это время {usual}",
    ),
    "raid.sign.kin": plural(
        "count",
        one="{count} из вошедших похож именем или возрастом аккаунта (рейд от {needed})",
        few="{count} из вошедших похожи именем или возрастом аккаунта (рейд от {needed})",
        many="{count} из вошедших похожи именем или возрастом аккаунта (рейд от {needed})",
    ),
    "raid.sign.echo": plural(
        "count",
        one="{count} новичок написал почти одно и то же (рейд от {needed})",
        few="{count} новичка написали почти одно и то же (рейд от {needed})",
        many="{count} новичков написали почти одно и то же (рейд от {needed})",
    ),
    "raid.sign.slow_echo": plural(
        "count",
        one="{count} новичок за полчаса написал почти одно и то же (рейд от {needed})",
        few="{count} новичка за полчаса написали почти одно и то же (рейд от {needed})",
        many="{count} новичков за полчаса написали почти одно и то же (рейд от {needed})",
    ),
    "raid.sign.outburst": plural(
        "count",
        one="{count} новичок разом с другими стал оскорблять (рейд от {needed})",
        few="{count} новичка разом стали оскорблять (рейд от {needed})",
        many="{count} новичков разом стали оскорблять (рейд от {needed})",
    ),
    "raid.sign.target": plural(
        "count",
        one="{count} участник набросился на <@{user}> (рейд от {needed})",
        few="{count} участника набросились на <@{user}> (рейд от {needed})",
        many="{count} участников набросились на <@{user}> (рейд от {needed})",
    ),
    "raid.part.echo": "писал то же",
    "raid.part.target": "нападал на участника",
    "raid.part.outburst": "оскорблял",
    "raid.part.kin": "из партии аккаунтов",
    "raid.part.joined": "вошёл вместе с остальными",
    "raid.is.free": "мер нет",
    "raid.is.timed_out": "тайм-аут",
    "raid.is.banned": "бан",
    "raid.is.left": "ушёл",
    "raid.is.waiting": "бан ожидает",
    "raid.is.spared": "не тронут",
    "raid.is.released": "освобождён",
    "raid.fate.free": "{count} без мер",
    "raid.fate.timed_out": "{count} в тайм-ауте",
    "raid.fate.banned": "{count} в бане",
    "raid.fate.left": plural(
        "count",
        one="{count} покинул сервер",
        few="{count} покинули сервер",
        many="{count} покинули сервер",
    ),
    "raid.fate.waiting": plural(
        "count",
        one="{count} ожидает бана",
        few="{count} ожидают бана",
        many="{count} ожидают бана",
    ),
    "raid.fate.spared": plural(
        "count",
        one="{count} не тронут: под защитой или уже в бане",
        few="{count} не тронуты: под защитой или уже в бане",
        many="{count} не тронуты: под защитой или уже в бане",
    ),
    "raid.fate.released": plural(
        "count",
        one="{count} освобождён",
        few="{count} освобождены",
        many="{count} освобождены",
    ),
    "raid.button.ban": "Забанить подозреваемых",
    "raid.button.mute": "Тайм-аут подозреваемым",
    "raid.button.end": "Завершить рейд",
    "raid.button.undo": "Отменить всё",
    "raid.button.list": "Показать подозреваемых",
    "raid.button.ban_sure": "Да, забанить",
    "raid.button.mute_sure": "Да, выдать тайм-аут",
    "raid.button.undo_sure": "Да, отменить всё",
    "raid.button.previous": "Назад",
    "raid.button.next": "Дальше",
    "raid.effect": "Мера",
    "raid.effect.bulk_ban": "Бан",
    "raid.effect.bulk_unban": "Снятие банов",
    "raid.effect.bulk_time_out": "Тайм-аут",
    "raid.effect.bulk_remove_time_out": "Снятие тайм-аутов",
    "raid.effect.set_incidents": "Пауза приглашений и личных сообщений",
    "raid.effect.set_slowmode": "Медленный режим",
    "raid.effect.restore_slowmode": "Отмена медленного режима",
    "raid.effect.lockdown": "Закрытие канала",
    "raid.effect.unlock": "Открытие канала",
    "failure.ban_limit": "новые баны ушедших с сервера пока не принимаются",
    "failure.already_slower": "в канале уже медленнее",
    "failure.not_changed": "возвращать нечего",
    "failure.no_raid": "записи о рейде больше нет",
    "reply.raid_calm": "Ничего не происходит.",
    "reply.raid_expecting": "До <t:{until}:t> ожидается наплыв.",
    "reply.raid_expected": (
        "Учтено: до <t:{until}:t> ожидается наплыв. До тех пор рейдом считается в "
        "несколько раз большее."
    ),
    "reply.raid_raised": (
        "Рейд №{number} объявлен до <t:{until}:t>. Меры начинают действовать; их завершит "
        "`/рейд выключить`."
    ),
    "reply.raid_ended": (
        "Рейд №{number} завершён. Общие ограничения снимаются. Баны и тайм-ауты остаются; их "
        "снимет «Отменить всё»."
    ),
    "reply.raid_undone": "Рейд №{number} отменяется: баны, тайм-ауты и все меры.",
    "reply.raid_banning": (
        "Подозреваемые рейда №{number} получают бан. Ход виден на карточке; «Отменить всё» там же."
    ),
    "reply.raid_muting": (
        "Подозреваемые рейда №{number} получают тайм-аут. Ход виден на карточке; «Отменить всё» "
        "там же."
    ),
    "reply.raid_sure_ban": plural(
        "count",
        one=(
            "Забанить **{count}** подозреваемого? Модераторы, давние участники и "
            "исключения не пострадают. Всё можно отменить одним нажатием."
        ),
        few=(
            "Забанить **{count}** подозреваемых? Модераторы, давние участники и исключения "
            "не пострадают. Всё можно отменить одним нажатием."
        ),
        many=(
            "Забанить **{count}** подозреваемых? Модераторы, давние участники и исключения "
            "не пострадают. Всё можно отменить одним нажатием."
        ),
    ),
    "reply.raid_sure_mute": plural(
        "count",
        one=(
            "Выдать тайм-аут **{count}** подозреваемому на {length:duration}? Всё можно отменить "
            "одним нажатием."
        ),
        few=(
            "Выдать тайм-аут **{count}** подозреваемым на {length:duration}? Всё можно отменить "
            "одним нажатием."
        ),
        many=(
            "Выдать тайм-аут **{count}** подозреваемым на {length:duration}? Всё можно отменить "
            "одним нажатием."
        ),
    ),
    "reply.raid_sure_undo": "Отменить рейд №{number}: снять его баны, тайм-ауты и все меры?",
    "reply.raid_nobody": "У этого рейда нет подозреваемых.",
    "reply.raid_page": "Страница {page} из {pages}",
    "error.raid_not_found": "Здесь нет такого рейда.",
    "error.raid_none": "Рейдов здесь ещё не было.",
    "error.raid_on": "Рейд уже идёт.",
    "error.raid_over": "Рейд №{number} уже завершён.",
    "error.raid_undone": "Рейд №{number} уже отменён.",
    "error.raid_nobody": "Больше не к кому это применить.",
    "reason.raid": "Участие в рейде №{number}",
    "reason.raid.echo": "Участие в рейде №{number}: писал то же, что другие",
    "reason.raid.target": "Участие в рейде №{number}: нападал на участника",
    "reason.raid.outburst": "Участие в рейде №{number}: оскорблял вместе с другими",
    "reason.raid.kin": "Участие в рейде №{number}: аккаунт из одной партии",
    "reason.raid.joined": "Участие в рейде №{number}: вошёл вместе с остальными",
    "told.raid": "Вы участвовали в рейде на сервер.",
    "told.raid.echo": "Вы писали то же, что многие другие, в ходе рейда.",
    "told.raid.target": "Вы вместе с другими нападали на участника.",
    "told.raid.outburst": "Вы вместе с другими оскорбляли в ходе рейда.",
    "told.raid.kin": "Ваш аккаунт похож на один из партии, устроившей рейд.",
    "told.raid.joined": "Вы вошли вместе с теми, кто устроил рейд.",
}
