"""`/reputation` and `/leaderboard`: what members made of themselves (LK-055, LK-056)."""

from collections.abc import Iterator, Sequence

from app.discord.answer import Answer, only_for_you
from app.discord.cards.look import COLOURS, tell
from app.discord.commands import Command, Option, OptionKind
from app.discord.components import Payload, embed, field
from app.domain.action import Action
from app.domain.errors import Malformed
from app.domain.ids import UserId, parse_snowflake
from app.domain.notice import Notice
from app.domain.permissions import Permission
from app.i18n import Words
from app.interactions.routes import Asked, Route, require
from app.ports.reputations import Rank
from app.services.show_reputation import ReputationView, ShowReputation

REPUTATION = Command(
    key="reputation",
    options=(Option(key="member", kind=OptionKind.USER, required=False),),
)
LEADERBOARD = Command(key="leaderboard")


def reputation_routes(show: ShowReputation) -> tuple[Route, ...]:
    """The routes of both commands. Somebody else's numbers are for moderators."""

    def reputation(asked: Asked) -> Answer:
        user = _member(asked)
        if user != asked.interaction.user:
            require(asked.interaction.permissions, Permission.MODERATE_MEMBERS)

        return only_for_you(embeds=[_card(show.of(asked.here, user), asked.say)])

    def leaderboard(asked: Asked) -> Answer:
        return only_for_you(embeds=[_board(show.leaders(asked.here), asked.say)])

    return (
        Route(trigger=REPUTATION, answer=reputation),
        Route(trigger=LEADERBOARD, answer=leaderboard),
    )


def _member(asked: Asked) -> UserId:
    """Who is asked about: oneself unless named."""
    named = asked.interaction.options.get("member")
    if named is None:
        return asked.interaction.user
    try:
        return UserId(parse_snowflake(named))
    except ValueError:
        raise Malformed(Notice("error.malformed")) from None


def _card(view: ReputationView, say: Words) -> Payload:
    return embed(
        colour=COLOURS[Action.FLAG],
        title=tell(say, "reputation.title"),
        description=f"{tell(say, 'reputation.of', user=view.user)}\n"
        f"**{tell(say, 'reputation.points', count=view.points)}**",
        fields=[
            field(tell(say, "reputation.from"), "\n".join(_sources(view, say))),
            field(tell(say, "reputation.activity"), "\n".join(_activity(view, say))),
            field(tell(say, "reputation.achievements"), _achievements(view.achievements, say)),
            *_in_force(view, say),
        ],
        footer=tell(say, "reputation.how"),
    )


def _sources(view: ReputationView, say: Words) -> Iterator[str]:
    yield tell(say, "reputation.helpful", count=view.helpful)
    yield tell(say, "reputation.clean_weeks", count=view.clean_weeks)
    yield tell(say, "reputation.violations", count=view.violations)


def _activity(view: ReputationView, say: Words) -> Iterator[str]:
    yield tell(say, "reputation.active_days", count=view.active_days)
    yield tell(say, "reputation.messages", count=view.messages)


def _achievements(keys: Sequence[str], say: Words) -> str:
    names = [f"🏅 {tell(say, f'achievement.{key}')}" for key in keys]
    return "\n".join(names) or tell(say, "reputation.none_yet")


def _in_force(view: ReputationView, say: Words) -> Iterator[Payload]:
    """What keeps the member silent or away at this moment (LK-024)."""
    until = [
        (f"reputation.{key}", moment)
        for key, moment in (("banned_until", view.banned_until), ("muted_until", view.muted_until))
        if moment is not None
    ]
    if until:
        lines = [tell(say, key, until=int(moment.timestamp())) for key, moment in until]
        yield field(tell(say, "reputation.in_force"), "\n".join(lines))


def _board(ranks: Sequence[Rank], say: Words) -> Payload:
    lines = [
        tell(
            say,
            "leaderboard.line",
            place=place,
            user=rank.user,
            points=tell(say, "reputation.points", count=rank.points),
        )
        for place, rank in enumerate(ranks, start=1)
    ]
    return embed(
        colour=COLOURS[Action.FLAG],
        title=tell(say, "leaderboard.title"),
        description="\n".join(lines) or tell(say, "leaderboard.empty"),
    )
