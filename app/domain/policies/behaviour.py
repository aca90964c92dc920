"""The numbers behind behaviour and context: every one a guild may change, each with its reason.

`weights` hold for every decision, also one made again from stored evidence. The other numbers turn
observations into factors, and so hold from the next message on.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourWeights:
    """How much each factor adds to the behaviour score; together 1.

    What a member did (escalation, history) weighs 0.7, what one cannot help or what is only
    conspicuous (velocity, age, membership) 0.3: being new and fast gives a final score of at most
    0.4 · 0.3 = 0.12, a third of the way to a warning (0.35), so it is never enough for an action.
    """

    velocity: float = 0.15
    escalation: float = 0.35
    history: float = 0.35
    age: float = 0.075
    membership: float = 0.075

    @property
    def total(self) -> float:
        return self.velocity + self.escalation + self.history + self.age + self.membership


@dataclass(frozen=True, slots=True, kw_only=True)
class VelocityTerms:
    """Messages by one member within `window`, this one included: 0 up to `calm`, 1 from `flood`.

    Eight a minute is what a lively conversation reaches in short lines. Thirty, one every two
    seconds, nobody types by hand.
    """

    window: timedelta = timedelta(seconds=60)
    calm: int = 8
    flood: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationTerms:
    """The share of heated messages among a member's last `length`, none below `least` messages.

    `heated`: the toxicity from which a message counts; the model's own middle. Two messages are no
    trend, three may be one; ten are about what one remembers of a conversation. A member who is
    cooling down counts only `cooling` of the share: mending one's ways should show at once, but not
    wipe out what was just said. From `alarm` on the member is flagged as escalating: half of what
    they say is heated, and it is getting worse.
    """

    heated: float = 0.5
    least: int = 3
    length: int = 10
    cooling: float = 0.6
    alarm: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryTerms:
    """What an entry on record weighs, in timeouts; history is 1 - 0.5^sum, so one timeout is 0.5.

    A warning is half a timeout, a kick two, a ban three: about the rungs of the ladder between
    them. It saturates: the tenth entry tells little that the fifth did not.
    """

    warning: float = 0.5
    timeout: float = 1.0
    kick: float = 2.0
    ban: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourPolicy:
    """How behaviour is read (ST-030, ST-031).

    `new_account`: an account younger than this is new, 1 at its making and 0 at this age. A month
    is longer than throw-away accounts are usually kept. `new_member`: the same for the time on the
    server; a week is how long people look around before they belong.

    `max_goodwill`: the most that a good reputation takes off the score (ruling C9). A tenth moves
    the final score by 0.04, less than a quarter of the way from one rung to the next: it can tip a
    borderline case and excuses nothing.
    """

    weights: BehaviourWeights = BehaviourWeights()
    velocity: VelocityTerms = VelocityTerms()
    escalation: EscalationTerms = EscalationTerms()
    history: HistoryTerms = HistoryTerms()
    new_account: timedelta = timedelta(days=30)
    new_member: timedelta = timedelta(days=7)
    max_goodwill: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextPolicy:
    """How the heat of a channel is read (ST-034): the share of heated messages just before.

    Fewer than `least` messages tell nothing; after `memory` what was said has cooled down (and the
    windows forget it, so a longer memory is not possible).
    """

    heated: float = 0.5
    least: int = 5
    memory: timedelta = timedelta(minutes=5)
