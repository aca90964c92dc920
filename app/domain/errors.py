"""What a rule of Tribune refuses, as opposed to what breaks.

DomainError            shown to the person who asked, by its notice
├── Refused            this may not be done (rights, hierarchy, state)
├── NotFound           there is no such case, appeal, member
└── Malformed          a payload or a document that cannot be understood
    └── PolicyInvalid  a policy document; names every fault
"""

from app.domain.notice import Notice


class DomainError(Exception):
    """A rule said no. Carries the notice that tells the person why."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.key)
        self.notice = notice


class Refused(DomainError):
    """This person may not do this, or not now."""


class NotFound(DomainError):
    """What was named does not exist (or is not visible to the person who asks)."""


class Malformed(DomainError):
    """Input that cannot be understood."""


class PolicyInvalid(Malformed):
    """A policy document with faults; every one is named, with its place."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(Notice("error.policy_invalid", {"count": len(faults)}))
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(self.faults)
