"""Look at the thresholds that verdicts speak for, try them in shadow, put them in force."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.errors import Refused
from app.domain.ids import GuildId, UserId
from app.domain.look_back.calibration import with_suggestions
from app.domain.look_back.trial import Trial
from app.domain.notice import Notice
from app.domain.policies.book import PolicyVersion, says_the_same
from app.domain.policies.policy import Policy
from app.ports.calibrations import Calibrated, Calibrations
from app.ports.policies import Policies
from app.ports.trials import Trials
from app.services.change_policy import ChangePolicy, Wish

FRESH = timedelta(minutes=15)
"""Older numbers are shown, and renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What verdicts say, if that is known yet; `draft` is the policy with all suggestions.

    There is no draft when nothing is suggested, or when the policy has changed since. `trial` is
    what is in shadow already. `renews`: newer numbers are being worked out.
    """

    found: Calibrated | None
    live: PolicyVersion
    draft: Policy | None
    trial: Trial | None
    renews: bool = False

    @property
    def is_tried(self) -> bool:
        """Whether the draft is in shadow already."""
        return (
            self.trial is not None
            and self.draft is not None
            and says_the_same(self.trial.policy, self.draft)
        )


class TakeSuggestions:
    """Nothing is read here that grows with the guild: the sweep has worked it out."""

    def __init__(
        self,
        *,
        calibrations: Calibrations,
        policies: Policies,
        trials: Trials,
        change: ChangePolicy,
        clock: Callable[[], datetime],
    ) -> None:
        self._calibrations = calibrations
        self._policies = policies
        self._trials = trials
        self._change = change
        self._clock = clock

    def look(self, guild: GuildId) -> Offer:
        """What is known; what is missing or old is worked out within a minute."""
        offer, now = self._offer(guild), self._clock()
        found = offer.found
        renews = found is None or now - found.at > FRESH or found.policy != offer.live.number
        if renews:
            self._calibrations.ask(guild, now)

        return replace(offer, renews=renews)

    def suggested(self, guild: GuildId, number: int) -> tuple[Offer, Policy]:
        """The offer and its draft, made for version `number` of the policy.

        Raises:
            Refused: another version is in force by now, or nothing is suggested any more.
        """
        offer = self._offer(guild)
        if offer.draft is None or offer.live.number != number:
            raise Refused(Notice("error.suggestion_gone"))

        return offer, offer.draft

    def try_out(self, guild: GuildId, number: int, by: UserId) -> Trial:
        """Put the draft into shadow, in the place of any other; one that is there counts on.

        Raises:
            Refused: as `suggested`.
        """
        offer, draft = self.suggested(guild, number)
        if offer.trial is not None and offer.is_tried:
            return offer.trial
        now = self._clock()
        trial = Trial(policy=draft, since=now, by=by, counted_until=now)
        self._trials.start(guild, trial)

        return trial

    def take(self, guild: GuildId, number: int, wish: Wish) -> PolicyVersion:
        """Put the draft in force.

        Raises:
            Refused: as `suggested`, or somebody else changed the policy at this moment.
        """
        _, draft = self.suggested(guild, number)

        return self._change(guild, draft, wish)

    def _offer(self, guild: GuildId) -> Offer:
        found = self._calibrations.of(guild)
        live = self._policies.book_of(guild).at(self._clock()).current
        fits = found is not None and found.policy == live.number
        draft = with_suggestions(live.policy, found.calibration) if found and fits else None
        if draft is not None and says_the_same(draft, live.policy):
            draft = None

        return Offer(found=found, live=live, draft=draft, trial=self._trials.trial_of(guild))
