"""What can go wrong with the outside world, in our words; vendor errors stop at the adapter.

PortError
├── Unavailable   not now: network, throttling, outage; try again, `retry_after` says when
├── Conflict      somebody else changed it first; read again and decide again
└── Rejected      the other side refused for good; repeating cannot help
"""


class PortError(Exception):
    """The outside world did not do what was asked."""


class Unavailable(PortError):
    """Not now. `retry_after` is in seconds, None when nobody said."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Conflict(PortError):
    """Somebody else changed it first."""


class AlreadyDecided(Conflict):
    """The same thing was decided before; repeating changes nothing."""


class Rejected(PortError):
    """Refused for good."""
