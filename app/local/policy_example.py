"""The example of a policy in the docs: every field, with a comment."""

from datetime import timedelta

from app.adapters.yaml.policy_text import policy_text
from app.domain.action import Action, Mode
from app.domain.ids import ChannelId, RoleId, UserId
from app.domain.policies.policy import Channels, Exemptions, Override, Policy, RoleTier, Rungs
from app.domain.policies.rules import InviteRule, LinkRule, PatternRule, Rules, WordRule
from app.i18n.policy_words import field_in_words

HEADING = """\
A policy with every field there is. Only what differs from the defaults has to stand in a file.
Try it with ./run --policy docs/policy.example.yaml, check it with ./run policy validate.
Durations: 90s, 15m, 1h30m, 7d. Every fault is named with its line when the file is read.
Where to start: ./run policy presets. This file: ./run policy example."""

_CHANNEL, _ROLE = ChannelId(123456789012345678), RoleId(234567890123456789)

EXAMPLE = Policy(
    channels=Channels(),
    rules=Rules(
        words=(
            WordRule(
                name="scams",
                words=("free nitro", "steam gift*"),
                allow=("steam gift card",),
                action=Action.TIMEOUT,
            ),
        ),
        patterns=(
            PatternRule(name="phone numbers", pattern=r"\+\d[\d \-]{8,}\d", action=Action.DELETE),
        ),
        links=LinkRule(enabled=True, deny=("evil.example",)),
        invites=InviteRule(enabled=True, allow=("our-code",)),
    ),
    exempt=Exemptions(
        users=(UserId(345678901234567890),),
        roles=(RoleId(456789012345678901),),
        channels=(ChannelId(567890123456789012),),
    ),
    overrides={
        _CHANNEL: Override(
            mode=Mode.REVIEW,
            thresholds=Rungs(warn=0.5, timeout=0.7, kick=0.85, ban=0.95),
            max_automatic_action=Action.WARN,
            delete_from=Action.KICK,
        )
    },
    roles={
        _ROLE: RoleTier(
            thresholds=Rungs(warn=0.4, timeout=0.6, kick=0.8, ban=0.9),
            max_automatic_action=Action.TIMEOUT,
            timeout_share=0.5,
        )
    },
    interim_timeout=timedelta(hours=1),
)


def example_text() -> str:
    """The file in the docs."""
    return policy_text(EXAMPLE, explain=field_in_words, heading=HEADING, whole=True)
