import pytest

from app.domain.ids import GuildId
from app.local.look_back.error import LookBackError
from app.local.which_guild import which_guild

ONE, TWO = GuildId(1), GuildId(2)


def test_the_only_server_need_not_be_named() -> None:
    assert which_guild(None, [ONE]) == ONE
    assert which_guild(2, [ONE, TWO]) == TWO


@pytest.mark.parametrize(
    ("asked", "known", "words"),
    [
        (None, [], "No server was ever heard of yet: let the bot join one first."),
        (5, [], "No server was ever heard of yet"),
        (None, [ONE, TWO], "Say which server with --guild; known are: 1, 2"),
        (5, [ONE, TWO], "Server 5 was never heard of; known are: 1, 2"),
        (99, [GuildId(one) for one in range(1, 13)], "8, 9, 10 and 2 more"),
    ],
)
def test_a_server_that_is_not_known_is_said_with_those_that_are(
    asked: int | None, known: list[GuildId], words: str
) -> None:
    with pytest.raises(LookBackError, match=words):
        which_guild(asked, known)
