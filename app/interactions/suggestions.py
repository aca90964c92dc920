"""`/modconfig suggest` and its buttons: what verdicts say, tried in shadow or put in force."""

from collections.abc import Iterator, Sequence

from app.discord.answer import Answer, only_for_you
from app.discord.cards.buttons import SURE_LIFE
from app.discord.cards.calibration import calibration_embed
from app.discord.cards.look import tell
from app.discord.components import ButtonStyle, Payload, button
from app.discord.custom_id import CustomIds
from app.discord.escape import escaped
from app.domain.look_back.trial import Trial
from app.domain.permissions import Permission
from app.domain.policies.changes import changes_between
from app.domain.policies.policy import Policy
from app.domain.record.change import Change
from app.i18n import Words
from app.i18n.policy_words import change_in_words
from app.interactions.routes import Asked, Click, Route
from app.services.change_policy import Wish
from app.services.take_suggestions import Offer, TakeSuggestions

SUGGEST_TRY, SUGGEST_TRY_SURE = "suggest_try", "suggest_try_ok"
SUGGEST_TAKE, SUGGEST_TAKE_SURE = "suggest_take", "suggest_take_ok"
COMMENT = "/modconfig suggest"
LINE = 200


class SuggestionDoor:
    """From the command and the buttons to the service. A button's subject is a policy's number."""

    def __init__(self, suggestions: TakeSuggestions, custom_ids: CustomIds) -> None:
        self._suggestions = suggestions
        self._custom_ids = custom_ids

    def routes(self) -> Sequence[Route]:
        """Of the buttons; the command is one of `/modconfig`."""
        answers = {
            SUGGEST_TRY: self.try_out,
            SUGGEST_TRY_SURE: self.surely_try_out,
            SUGGEST_TAKE: self.ask_to_take,
            SUGGEST_TAKE_SURE: self.take,
        }
        return [
            Route(trigger=Click(operation=one, permission=Permission.MANAGE_GUILD), answer=answer)
            for one, answer in answers.items()
        ]

    def show(self, asked: Asked) -> Answer:
        """The card of the last calibration, and what can be done with it."""
        offer, say = self._suggestions.look(asked.here), asked.say
        if offer.found is None:
            return only_for_you(tell(say, "suggest.soon"))
        lines = [tell(say, "suggest.as_of", at=int(offer.found.at.timestamp()))]
        if offer.renews:
            lines.append(tell(say, "suggest.renews"))
        if offer.trial is not None:
            lines.append(_shadow(offer.trial, say, is_this=offer.is_tried))

        return only_for_you(
            "\n".join(lines),
            embeds=[calibration_embed(offer.found.calibration, say)],
            buttons=list(self._buttons(asked, offer)),
        )

    def try_out(self, asked: Asked) -> Answer:
        """At once, unless another draft would have to make way."""
        offer, _ = self._suggestions.suggested(asked.here, _number(asked))
        if offer.trial is None or offer.is_tried:
            return self.surely_try_out(asked)
        sure = self._button(asked, SUGGEST_TRY_SURE, ButtonStyle.DANGER)
        since = int(offer.trial.since.timestamp())

        return only_for_you(tell(asked.say, "suggest.other_draft", since=since), buttons=[sure])

    def surely_try_out(self, asked: Asked) -> Answer:
        """Put the draft into shadow: it looks, and only counts."""
        trial = self._suggestions.try_out(asked.here, _number(asked), asked.interaction.user)

        return only_for_you(
            tell(asked.say, "reply.suggestion_tried", since=int(trial.since.timestamp()))
        )

    def ask_to_take(self, asked: Asked) -> Answer:
        """Whether they are sure, with every threshold that changes."""
        offer, draft = self._suggestions.suggested(asked.here, _number(asked))
        lines = [tell(asked.say, "suggest.sure"), *_changes(offer.live.policy, draft, asked.say)]
        sure = self._button(asked, SUGGEST_TAKE_SURE, ButtonStyle.DANGER)

        return only_for_you("\n".join(lines), buttons=[sure])

    def take(self, asked: Asked) -> Answer:
        """Put the draft in force as a new version, with the rights of this click (T-4)."""
        number = _number(asked)
        wish = Wish(author=asked.interaction.user, comment=COMMENT, seen=number)
        made = self._suggestions.take(asked.here, number, wish)

        return only_for_you(
            tell(asked.say, "reply.suggestion_taken", number=made.number, before=number)
        )

    def _buttons(self, asked: Asked, offer: Offer) -> Iterator[Payload]:
        if offer.draft is None:
            return
        number = offer.live.number
        if not offer.is_tried:
            yield self._button(asked, SUGGEST_TRY, ButtonStyle.PRIMARY, number)
        yield self._button(asked, SUGGEST_TAKE, ButtonStyle.SECONDARY, number)

    def _button(
        self, asked: Asked, operation: str, style: ButtonStyle, number: int | None = None
    ) -> Payload:
        custom_id = self._custom_ids.sign(
            operation,
            asked.here,
            _number(asked) if number is None else number,
            asked.now + SURE_LIFE,
        )
        return button(tell(asked.say, f"suggest.button.{operation}"), custom_id, style=style)


def _shadow(trial: Trial, say: Words, *, is_this: bool) -> str:
    """What a draft in shadow has counted so far."""
    total = trial.total
    milder = total.changes.get(Change.MILDER, 0) + total.changes.get(Change.REMOVED, 0)
    harder = total.changes.get(Change.HARDER, 0) + total.changes.get(Change.ADDED, 0)

    return tell(
        say,
        "suggest.shadow.this" if is_this else "suggest.shadow.other",
        since=int(trial.since.timestamp()),
        decided=total.decided,
        milder=milder,
        harder=harder,
    )


def _changes(live: Policy, draft: Policy, say: Words) -> Iterator[str]:
    for change in changes_between(live, draft):
        yield f"• {escaped(change_in_words(change, say.locale), LINE)}"


def _number(asked: Asked) -> int:
    return int(asked.subject)
