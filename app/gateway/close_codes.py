"""What a close code of Discord means for the session (contracts.md GW-9, GW-8)."""

from enum import Enum, auto


class Next(Enum):
    """What to do after a connection has ended."""

    RESUME = auto()
    IDENTIFY = auto()
    GIVE_UP = auto()


# Our own close: any code other than 1000 and 1001 leaves the session alive.
KEEP_SESSION = 4000

MEANING: dict[int, tuple[Next, str]] = {
    4000: (Next.RESUME, "unknown error"),
    4001: (Next.RESUME, "unknown opcode"),
    4002: (Next.RESUME, "decode error"),
    4003: (Next.RESUME, "not authenticated"),
    4004: (Next.GIVE_UP, "authentication failed: the bot token is not valid"),
    4005: (Next.RESUME, "already authenticated"),
    4007: (Next.IDENTIFY, "invalid sequence"),
    4008: (Next.RESUME, "rate limited"),
    4009: (Next.IDENTIFY, "session timed out"),
    4010: (Next.GIVE_UP, "invalid shard: check SHARD_IDS and SHARD_COUNT"),
    4011: (Next.GIVE_UP, "sharding required: raise SHARD_COUNT"),
    4012: (Next.GIVE_UP, "invalid API version"),
    4013: (Next.GIVE_UP, "invalid intents"),
    4014: (Next.GIVE_UP, "disallowed intents: enable the privileged intents of the application"),
}


def next_step(code: int | None) -> Next:
    """None stands for a connection that broke without a close frame.

    A RESUME that was not allowed costs one op 9, a needless IDENTIFY costs a backfill: so whatever
    the table does not name is answered with a RESUME.
    """
    if code is None or code not in MEANING:
        return Next.RESUME

    return MEANING[code][0]


def meaning(code: int | None) -> str:
    if code is None:
        return "connection lost"

    return MEANING.get(code, (Next.RESUME, "unknown close code"))[1]
