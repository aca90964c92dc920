"""How long an order waits before it is tried again."""

SHORTEST = 1.0
LONGEST = 300.0
IN_TURN_LONGEST = 60.0
"""Where the other side said when: nothing is broken, and who came first must not fall far behind.

Twenty such waits, after which the queue gives an order up, still outlast its ten minutes.
"""
TOLD_LONGEST = 900.0


def wait_seconds(receives: int, *, told: float | None, chance: float) -> int:
    """Seconds until the next delivery.

    Args:
        receives: how often the order was delivered already.
        told: what the other side asked for, which is never cut below that.
        chance: in [0, 1), so that many orders do not come back in the same moment.
    """
    longest = LONGEST if told is None else IN_TURN_LONGEST
    grown = min(longest, SHORTEST * 2.0 ** min(max(receives - 1, 0), 16))
    spread = grown * (0.5 + chance / 2)

    return max(1, round(max(spread, min(told or 0.0, TOLD_LONGEST)) + 0.5))
