import pytest

from app.domain.detectors import detect
from app.domain.detectors.reading import Reading
from app.domain.policies.rules import InviteRule, Rules
from tests.factories import a_message

RULES = Rules(invites=InviteRule(enabled=True, allow=("ours", "AbC")))


def found(text: str) -> bool:
    return bool(detect(Reading(message=a_message(text)), RULES))


@pytest.mark.parametrize(
    "text",
    [
        "discord.gg/theirs",
        "https://discord.gg/theirs",
        "https://www.discord.gg/theirs",
        "https://discord.gg/invite/theirs",
        "DISCORD.GG/theirs",
        "https://discord.com/invite/theirs",
        "https://ptb.discord.com/invite/theirs",
        "https://discordapp.com/invite/theirs",
        "https://discord.com//invite//theirs",
        "discord://invite/theirs",
        "discord://-/invite/theirs",
        "https://discord.com/api/v10/invites/theirs",
        "disc\u200bord.gg/theirs",
        "\uff44iscord.gg/theirs",
        "discord . gg / theirs",
        "discord(.)gg/theirs",
        "discord[dot]gg/theirs",
        "discord dot gg/theirs",
        "d1scord.gg/theirs",
        "discord.gg\\theirs",
        "d\u0456scord.gg/theirs",
        "discord.gg/abc",
    ],
)
def test_an_invite_is_found_in_every_shape_and_disguise(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "discord.gg/ours",
        "https://discord.com/invite/ours",
        "discord dot gg/OURS",
        "discord.gg/AbC",
        "discord.gg",
        "join my discord, gg everyone",
        "discord gg wp",
        "https://discord.com/channels/1/2/3",
        "https://discord.com/invite",
        "https://discordgg.example/x",
        "my record: gg/ez",
        "",
    ],
)
def test_allowed_invites_and_ordinary_talk_pass(text: str) -> None:
    assert not found(text)
