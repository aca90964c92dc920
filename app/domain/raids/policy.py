"""What a guild takes for a raid, and what it does then. The defaults touch no single member."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.raids.level import Level

LONGEST_PAUSE = timedelta(hours=24)
"""Discord pauses invites and DMs for no longer (contracts RS-28)."""
LONGEST_SLOWMODE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidPolicy:
    """Numbers of the detection and the measures.

    Joins. `joins` within `join_window` is the least that can be a spike: ten strangers in five
    minutes is what one mention elsewhere brings to a small server. Above that the guild's own
    usual rate counts (see `arrivals`). A spike alone is only watched; it is a raid when `kin` of
    those who came are kin: their names are one with other digits, or their accounts were made
    within the same hour. Eight, since in an audience of five hundred two or three may be by chance.

    Words. `echo` different newcomers who say nearly the same within `echo_window`, or twice as many
    within `slow_window` (a slow brigade), and at least `echo_share` of what newcomers say then, so
    that the greetings of a large audience do not count. `newcomer`: how long after joining somebody
    is one; older members are never suspects.

    Targeting. `target` different members with heated words at one member within `target_window`:
    above the four or five who take part in an ordinary quarrel.

    `siege` times as many of any of these is a siege. A level holds until nothing was seen for
    `calm_after`. An announced surge multiplies what joins and echoes need by `surge`.

    Measures. `stricter`: by this share the thresholds sink for suspects. `pause`: invites
    (`pause_invites`) and DMs between members who are no friends (`pause_dms`) pause for so long.
    `slowmode`: seconds between two messages of one member in the channels concerned, 0 for none.
    `lockdown_from`: the level from which nobody but staff writes in them; never by default.
    `timeout` and `delete_messages` belong to the buttons: how long suspects are silenced, and how
    far back the messages of banned ones go.
    """

    enabled: bool = True
    joins: int = 10
    join_window: timedelta = timedelta(minutes=5)
    kin: int = 8
    echo: int = 5
    echo_window: timedelta = timedelta(minutes=2)
    slow_window: timedelta = timedelta(minutes=30)
    echo_share: float = 0.25
    newcomer: timedelta = timedelta(days=7)
    target: int = 6
    target_window: timedelta = timedelta(minutes=5)
    siege: int = 4
    surge: int = 3
    calm_after: timedelta = timedelta(minutes=20)
    stricter: float = 0.15
    pause: timedelta = timedelta(hours=1)
    pause_invites: bool = True
    pause_dms: bool = True
    slowmode: timedelta = timedelta(seconds=10)
    lockdown_from: Level | None = None
    timeout: timedelta = timedelta(hours=24)
    delete_messages: timedelta = timedelta(hours=1)
