from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.domain.letters.similarity import ALIKE
from app.domain.raids.echoes import Chorus, echo_of, outburst_of
from app.domain.raids.scene import Voice
from tests.factories import NOW
from tests.unit.domain.raids.scenes import user, voice, voices

WINDOW = timedelta(minutes=2)
SAID = "everybody is welcome on our other server, come and have a look at it"


def echo(said: Sequence[Voice], least: int = 5) -> Chorus:
    return echo_of(said, window=WINDOW, share=0.25, least=least)


def outburst(said: Sequence[Voice], least: int = 5) -> Chorus:
    return outburst_of(said, window=WINDOW, share=0.25, least=least)


def crowd(count: int) -> tuple[Voice, ...]:
    """Newcomers who each say something else."""
    return voices([f"{chr(97 + index % 26) * 3} {index}" for index in range(count)])


def singing(count: int, text: str = SAID, **changes: object) -> tuple[Voice, ...]:
    """Newcomers who say one thing, after everybody else."""
    return tuple(voice(500 + index, text, at=NOW, **changes) for index in range(count))


def test_half_of_what_is_asked_for_is_no_echo_yet() -> None:
    """ST-041: it takes more than half to stand out."""
    assert [echo(singing(count)).size for count in range(6)] == [0, 0, 0, 3, 4, 5]
    assert [echo(singing(count), least=6).size for count in range(3, 5)] == [0, 4]
    insults = [singing(count, "", toxicity=0.9) for count in range(6)]
    assert [outburst(one).size for one in insults] == [0, 0, 0, 3, 4, 5]
    assert [outburst(one, least=6).size for one in insults] == [0, 0, 0, 0, 4, 5]


def test_the_share_of_a_crowd_decides_to_the_voice() -> None:
    """ST-041, ST-042: five of twenty are a quarter, five of twenty-one are less."""
    insults = singing(5, "what is this", toxicity=0.9)
    assert echo((*crowd(15), *singing(5))).size == 5
    assert echo((*crowd(16), *singing(5))) == Chorus()
    assert outburst((*crowd(15), *insults)).size == 5
    assert outburst((*crowd(16), *insults)) == Chorus()


def test_three_times_as_many_as_asked_for_are_an_echo_in_any_crowd() -> None:
    """ST-041: raiders cannot hide it behind chatter of their own."""
    assert echo((*crowd(90), *singing(15))).size == 15
    assert echo((*crowd(90), *singing(14))) == Chorus()


def test_an_echo_of_which_most_is_hostile_counts_in_any_crowd() -> None:
    """ST-041: half of it is not most of it."""
    lures = singing(3, lure=True)
    plain = tuple(voice(600 + index, SAID, at=NOW) for index in range(3))
    assert echo((*crowd(90), *lures, *plain[:2])).size == 5
    assert echo((*crowd(90), *lures, *plain)) == Chorus()


@pytest.mark.parametrize(("bits", "size"), [(ALIKE, 6), (ALIKE + 1, 0)])
def test_shapes_may_differ_in_so_many_bits(bits: int, size: int) -> None:
    """ST-041: three who say one thing, and three who say nearly the same."""
    shape = (1 << 40) - 1
    one_thing = singing(3, shape=shape)
    nearly = [
        voice(600 + index, f"{index}", shape=shape ^ (1 << bits) - 1, at=NOW) for index in range(3)
    ]
    assert echo((*one_thing, *nearly), least=8).size == size


@pytest.mark.parametrize("hostile", [{"toxicity": 0.9}, {"lure": True}])
def test_few_words_tell_only_when_they_are_hostile(hostile: dict[str, object]) -> None:
    """ST-041: a greeting is said by many; an attachment without words is told by nothing."""
    assert echo(singing(6, "join us")) == Chorus()
    assert echo(singing(6, "join us", **hostile)).size == 6
    assert echo(singing(6, "", **hostile)) == Chorus()


def test_what_says_nothing_does_not_end_the_search() -> None:
    """ST-041, ST-042: an idle word came before the first of them."""
    idle = voice(0, "hi", at=NOW - timedelta(seconds=110))
    assert echo((idle, *singing(4))).size == 4
    assert outburst((idle, *singing(4, "", toxicity=0.9))).size == 4


def test_of_equally_large_echoes_the_one_that_was_heard_last_is_told() -> None:
    """ST-041: there is one answer, whatever the order; here one begins first and ends last."""
    other = "nobody needs a server like this one, leave it while you still can"
    seconds = {SAID: (60, 30, 20, 0), other: (50, 40, 10, 5)}
    said = [
        voice(index, text, user=user(10 * index + ago), at=NOW - timedelta(seconds=ago))
        for index, (text, agos) in enumerate(seconds.items())
        for ago in agos
    ]
    assert echo(said).at == echo(said[::-1]).at == NOW


def test_a_window_ends_with_the_voice_it_is_about() -> None:
    """ST-041: what is exactly a window older does not belong to it."""
    last = voice(9, SAID, at=NOW)
    early = tuple(voice(index, SAID, at=NOW - WINDOW) for index in range(4))
    assert echo((*early, last)).size == 4
    within = tuple(voice(index, SAID, at=NOW - WINDOW + timedelta(seconds=1)) for index in range(4))
    found = echo((*within, last))
    assert (found.size, found.at) == (5, NOW)
    assert user(9) in found.users
