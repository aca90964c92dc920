"""Thresholds suggested from what moderators said of past decisions, in Russian."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "calibration.title": "Что ваши решения говорят о порогах",
    "calibration.judged": "Автоматических решений: {acted}, из них люди оценили {judged}: "
    "отменено {overturned}, подтверждено {confirmed}.",
    "calibration.raise": "{action}: порог {current} → {proposed} предотвратил бы {avoided} из "
    "{overturned} отменённых мер и упустил бы {missed} из {confirmed} подтверждённых.",
    "calibration.sure": "Среди того, что стало бы мягче, ошибок от {low} до {high} из 100 "
    "(в 19 случаях из 20).",
    "calibration.keep": "{action}: порог {current} можно оставить (отменено {overturned}, "
    "подтверждено {confirmed}).",
    "calibration.too_few": "{action}: порог {current}, решений слишком мало для вывода (отменено "
    "{overturned}, подтверждено {confirmed}).",
    "calibration.only_raised": "Предложить можно только более высокий порог: то, что оставили в "
    "покое, никто не оценивает.",
    "calibration.try": "Само ничего не меняется: испытайте как черновик, потом решайте.",
    "calibration.rules": "По правилам",
    "calibration.rule": plural(
        "acted",
        one="{rule}: {acted} мера, оценено {judged}, отменено {overturned}",
        few="{rule}: {acted} меры, оценено {judged}, отменено {overturned}",
        many="{rule}: {acted} мер, оценено {judged}, отменено {overturned}",
    ),
    "calibration.rule.sure": "{rule} (ошибок от {low} до {high} из 100)",
    "calibration.nothing": "За это время ничего не решалось.",
    "command.modconfig.sub.suggest.name": "предложить",
    "command.modconfig.sub.suggest.description": "Пороги, за которые говорят ваши решения",
    "suggest.soon": (
        "Читаю, что люди сказали о моих последних решениях. Спросите ещё раз через минуту."
    ),
    "suggest.as_of": "По состоянию на <t:{at}:R>.",
    "suggest.renews": "Новые числа будут в течение минуты: спросите ещё раз.",
    "suggest.shadow.this": (
        "Этот черновик в тени с <t:{since}:f>. Всего решений {decided}, из них стали бы мягче "
        "{milder}, строже {harder}."
    ),
    "suggest.shadow.other": (
        "Другой черновик в тени с <t:{since}:f>. Всего решений {decided}, из них стали бы мягче "
        "{milder}, строже {harder}."
    ),
    "suggest.other_draft": (
        "Другой черновик в тени с <t:{since}:f>. Если этот займёт его место, подсчитанное им "
        "пропадёт."
    ),
    "suggest.sure": "Это сразу изменится для всех:",
    "suggest.button.suggest_try": "Испытать в тени",
    "suggest.button.suggest_try_ok": "Занять его место",
    "suggest.button.suggest_take": "Ввести в действие…",
    "suggest.button.suggest_take_ok": "Ввести в действие",
    "reply.suggestion_tried": (
        "В тени с <t:{since}:f>: черновик смотрит на каждое сообщение и только считает. "
        "`/политика предложить` скажет, что бы он сделал."
    ),
    "reply.suggestion_taken": (
        "Действует версия {number}. Вернуть прежнюю: `/политика вернуть версия:{before}`"
    ),
    "error.suggestion_gone": (
        "Это больше не предлагается: изменились политика или решения. Спросите ещё раз: "
        "`/политика предложить`."
    ),
}
