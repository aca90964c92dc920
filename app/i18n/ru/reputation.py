"""The words about reputation, in Russian."""

from app.i18n.text import Text, plural

TEXTS: dict[str, Text] = {
    "command.reputation.name": "репутация",
    "command.reputation.description": "Ваши очки на этом сервере и откуда они",
    "command.reputation.option.member.name": "участник",
    "command.reputation.option.member.description": "Чья-то ещё, для модераторов",
    "command.leaderboard.name": "лидеры",
    "command.leaderboard.description": "У кого больше всего очков на этом сервере",
    "reputation.title": "Репутация",
    "reputation.of": "Участник: <@{user}>",
    "reputation.points": plural(
        "count", one="{count} очко", few="{count} очка", many="{count} очков"
    ),
    "reputation.from": "Откуда они",
    "reputation.helpful": "Благодарностей от других: {count}",
    "reputation.clean_weeks": "Хороших недель: {count}",
    "reputation.violations": "Нарушений: {count}",
    "reputation.activity": "Активность",
    "reputation.active_days": plural(
        "count",
        one="{count} активный день",
        few="{count} активных дня",
        many="{count} активных дней",
    ),
    "reputation.messages": plural(
        "count", one="{count} сообщение", few="{count} сообщения", many="{count} сообщений"
    ),
    "reputation.achievements": "Достижения",
    "reputation.none_yet": "Пока нет",
    "reputation.in_force": "Сейчас действует",
    "reputation.banned_until": "Бан до <t:{until}:f> (<t:{until}:R>)",
    "reputation.muted_until": "Тайм-аут до <t:{until}:f> (<t:{until}:R>)",
    "reputation.how": "Очки дают за благодарности и хорошие недели и снимают за нарушения.",
    "leaderboard.title": "Таблица лидеров",
    "leaderboard.line": "**{place}.** <@{user}> · {points}",
    "leaderboard.empty": "Пока ни у кого нет очков.",
    "error.reputation_off": "На этом сервере репутация выключена.",
    "achievement.first_thanks": "Первое спасибо",
    "achievement.helper": "Помощник",
    "achievement.mentor": "Наставник",
    "achievement.pillar": "Опора сервера",
    "achievement.talkative": "Душа беседы",
    "achievement.regular": "Завсегдатай",
    "achievement.veteran": "Ветеран",
    "achievement.good_month": "Хороший месяц",
    "achievement.good_year": "Хороший год",
    "dm.achievement.first_thanks": "🏅 **Первое спасибо**: вас впервые поблагодарили.",
    "dm.achievement.helper": "🏅 **Помощник**: вас поблагодарили десять раз.",
    "dm.achievement.mentor": "🏅 **Наставник**: вас поблагодарили пятьдесят раз.",
    "dm.achievement.pillar": "🏅 **Опора сервера**: вас поблагодарили 250 раз.",
    "dm.achievement.talkative": "🏅 **Душа беседы**: тысяча хороших сообщений.",
    "dm.achievement.regular": "🏅 **Завсегдатай**: вы были активны тридцать дней.",
    "dm.achievement.veteran": "🏅 **Ветеран**: вы были активны 365 дней.",
    "dm.achievement.good_month": "🏅 **Хороший месяц**: четыре активные недели без нарушений.",
    "dm.achievement.good_year": "🏅 **Хороший год**: 52 активные недели без нарушений.",
}
