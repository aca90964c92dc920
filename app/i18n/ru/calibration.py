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
}
