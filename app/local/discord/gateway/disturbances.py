"""What the gateway was told to do wrong next."""

import random
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Disturbances:
    """Standing orders for trouble; single-shot ones count down."""

    refuse_resumes: int = 0
    refuse_probability: float = 0.0
    refuse_as_resumable: bool = False
    drop_acks: bool = False
    deaf: bool = False
    reconnect_instead_of_hello: int = 0
    resume_host_down: bool = False
    gateway_down: bool = False
    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 — scripted

    def refuses_resume(self) -> bool:
        if self.refuse_resumes > 0:
            self.refuse_resumes -= 1
            return True
        return self.refuse_probability > 0 and self.chance.random() < self.refuse_probability

    def reconnects_before_hello(self) -> bool:
        if self.reconnect_instead_of_hello > 0:
            self.reconnect_instead_of_hello -= 1
            return True
        return False
