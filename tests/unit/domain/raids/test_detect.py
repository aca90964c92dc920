import random
import string
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import UserId
from app.domain.raids.detect import detect
from app.domain.raids.level import Level, highest
from app.domain.raids.policy import RaidPolicy
from app.domain.raids.scene import Scene, Voice
from app.domain.raids.signs import Part, Sign, SignKind
from tests.factories import NOW
from tests.unit.domain.raids.scenes import elsewhere, joins, scene, user, voice, voices

POLICY = RaidPolicy()
LURE = "Everybody join our new server now, free nitro for the first hundred people who come today"
AUDIENCE = (
    "hello from the stream, so happy to finally be here with all of you",
    "came here from the stream, what a great community you have built",
    "hi everybody, nice to meet you all, long time viewer here",
    "does anybody know when the next stream starts, and in which channel?",
    "first time on this server, where do I find the rules and the roles?",
    "that last boss fight was the best thing I have seen all year",
    "who else is here because of the tournament this weekend",
    "my brother showed me the channel and I have been hooked ever since",
)


def varied(text: str, number: int) -> str:
    tail = random.Random(number).choices(string.ascii_lowercase, k=6)
    return f"{text} {''.join(tail)}"


def level_of(found: Scene, policy: RaidPolicy = POLICY) -> Level:
    return detect(found, policy).level


def test_an_empty_scene_is_calm() -> None:
    """ST-042."""
    assert detect(scene(), POLICY).level is Level.CALM
    assert detect(scene(), POLICY).at is None


def test_many_joins_alone_are_only_watched() -> None:
    """ST-040: nobody is a suspect for having joined."""
    crowd = joins(60)
    finding = detect(scene(joins=crowd, usual=12.0), POLICY)
    assert finding.level is Level.WATCH
    assert finding.suspects == {}
    assert finding.signs == (
        Sign(
            kind=SignKind.JOINS,
            members=60,
            needed=10,
            level=Level.WATCH,
            at=crowd[-1].at,
            usual=1.0,
        ),
    )


def test_a_batch_of_accounts_joining_is_a_raid_before_anybody_speaks() -> None:
    """ST-040."""
    batch = joins(12, age=timedelta(days=1))
    finding = detect(scene(joins=(*batch, *joins(5, first=500))), POLICY)
    assert finding.level is Level.RAID
    assert finding.suspects == {one.user: Part.KIN for one in batch}
    assert [(one.kind, one.members, one.needed) for one in finding.signs] == [
        *((SignKind.JOINS, 17, 10), (SignKind.KIN, 12, 8))
    ]


def test_the_same_words_from_five_newcomers_are_a_raid() -> None:
    """ST-041: detected at the fifth message; three are watched."""
    said = voices([LURE] * 6)
    assert [level_of(scene(voices=said[:count])) for count in range(7)] == [
        *(Level.CALM, Level.CALM, Level.CALM),
        *(Level.WATCH, Level.WATCH, Level.RAID, Level.RAID),
    ]
    finding = detect(scene(voices=said[:5]), POLICY)
    assert finding.suspects == {one.user: Part.ECHO for one in said[:5]}
    assert finding.messages == {one.message for one in said[:5]}


def test_varied_words_and_other_channels_do_not_hide_an_echo() -> None:
    """ST-041: cross-channel, SimHash over shingles."""
    said = [voice(index, varied(LURE, index), channel=elsewhere(index)) for index in range(6)]
    assert level_of(scene(voices=tuple(said))) is Level.RAID


def test_one_member_who_repeats_is_no_brigade() -> None:
    """ST-041: different users."""
    said = [voice(index, LURE, user=user(1)) for index in range(20)]
    assert level_of(scene(voices=tuple(said))) is Level.CALM


def test_old_members_who_say_the_same_are_no_brigade() -> None:
    """ST-041: a running joke of regulars."""
    said = [voice(index, LURE, newcomer=False) for index in range(20)]
    assert level_of(scene(voices=tuple(said))) is Level.CALM


def test_a_popular_streamers_audience_is_watched_and_nobody_is_touched() -> None:
    """ST-040, ST-042: many joins, varied harmless chat."""
    chat = [voice(index, AUDIENCE[index % len(AUDIENCE)] + "!" * index) for index in range(8)]
    short = [voice(20 + index, "hello everyone") for index in range(30)]
    cheers = [voice(60 + index, "let's go " * 8) for index in range(30)]
    finding = detect(scene(joins=joins(100), voices=(*chat, *short, *cheers)), POLICY)
    assert finding.level is Level.WATCH
    assert finding.suspects == {}


def test_a_greeting_that_some_of_a_large_audience_share_is_no_raid() -> None:
    """ST-041: the share of what newcomers say counts, not the number alone."""
    greeting = "hello everybody, nice to meet you, greetings from the stream"
    crowd = [
        voice(index, f"{chr(97 + index % 26) * 3}{index} {AUDIENCE[index % 8][::-1]}")
        for index in range(39)
    ]
    alike = [voice(40 + index, greeting) for index in range(5)]
    assert level_of(scene(voices=tuple(alike))) is Level.RAID
    assert not level_of(scene(voices=(*crowd, *alike))).is_raid


def test_chatter_does_not_hide_a_lure_nor_an_overwhelming_echo() -> None:
    """ST-041."""
    crowd = [voice(index, f"{index} {AUDIENCE[index % 8]}{index}") for index in range(24)]
    alike = tuple(voice(40 + index, LURE, lure=True) for index in range(5))
    assert level_of(scene(voices=(*crowd, *alike))).is_raid
    many = tuple(voice(40 + index, LURE) for index in range(15))
    assert level_of(scene(voices=(*crowd, *crowd, *many))).is_raid


def test_a_slow_brigade_is_seen_within_half_an_hour() -> None:
    """ST-041: one account every two minutes."""
    said = [
        voice(index, varied(LURE, index), at=NOW - timedelta(minutes=2 * index))
        for index in range(12)
    ]
    finding = detect(scene(voices=tuple(said)), POLICY)
    assert finding.level is Level.RAID
    (sign,) = finding.signs
    assert (sign.kind, sign.members, sign.needed) == (SignKind.SLOW_ECHO, 12, 10)
    assert sign.level is Level.RAID
    few = detect(scene(voices=tuple(said[:9])), POLICY)
    assert few.level is Level.WATCH


def test_newcomers_who_insult_at_once_are_a_raid_whatever_their_words() -> None:
    """ST-042: synchronized."""
    said = [voice(index, f"{AUDIENCE[index]} {index}", toxicity=0.8) for index in range(6)]
    finding = detect(scene(voices=tuple(said)), POLICY)
    assert finding.level is Level.RAID
    assert set(finding.suspects.values()) == {Part.OUTBURST}


def test_six_members_with_heated_words_at_one_are_a_brigade() -> None:
    """ST-042: targeting; of those who take part only newcomers are suspects."""
    target = user(900)
    heated = {"toxicity": 0.7, "at_members": (target,)}
    old = [voice(index, AUDIENCE[index], newcomer=False, **heated) for index in range(4)]
    new = [voice(10 + index, AUDIENCE[index], **heated) for index in range(2)]
    finding = detect(scene(voices=(*old, *new)), POLICY)
    assert finding.level is Level.RAID
    assert [sign.target for sign in finding.signs] == [target]
    assert finding.suspects == {one.user: Part.TARGET for one in new}
    assert finding.messages == {one.message for one in (*old, *new)}
    counts = [detect(scene(voices=tuple(old[:count])), POLICY).level for count in range(5)]
    assert counts == [*[Level.CALM] * 4, Level.WATCH]


def test_only_those_who_speak_to_the_member_go_for_them() -> None:
    """ST-042: heated words at others, or as long ago as the window is, are none of it."""
    at_one = {"toxicity": 0.7, "at_members": (user(900),), "newcomer": False}
    mob = [voice(index, AUDIENCE[index], **at_one) for index in range(4)]
    at_other = [
        voice(20 + index, AUDIENCE[index], **(at_one | {"at_members": (user(901),)}))
        for index in range(3)
    ]
    answer = voice(30, "leave me alone", **(at_one | {"user": user(900)}))
    early = voice(40, "you again", at=mob[-1].at - POLICY.target_window, **at_one)
    (sign,) = detect(scene(voices=(*mob, *at_other, answer, early)), POLICY).signs
    assert (sign.target, sign.members) == (user(900), 4)


def test_a_quarrel_beside_a_raid_makes_no_suspects() -> None:
    """ST-042: only what amounts to a raid has suspects and messages."""
    raid = voices([LURE] * 6)
    heated = {"toxicity": 0.9, "at_members": (user(900),), "lure": False}
    mob = tuple(voice(100 + index, AUDIENCE[index], **heated) for index in range(4))
    finding = detect(scene(voices=(*raid, *mob)), POLICY)
    assert finding.level is Level.RAID
    assert SignKind.TARGET in {sign.kind for sign in finding.signs}
    assert set(finding.suspects) == {one.user for one in raid}
    assert finding.messages == {one.message for one in raid}


def test_of_several_reasons_the_weightiest_is_told() -> None:
    """ST-042: who echoes an insult, at one member, fresh off a batch of accounts."""
    batch = joins(12, age=timedelta(days=1))
    said = tuple(
        voice(index, LURE, user=one.user, toxicity=0.9, at_members=(user(900),))
        for index, one in enumerate(batch[:7])
    )
    finding = detect(scene(joins=batch, voices=said), POLICY)
    echo = {one.user: Part.ECHO for one in batch[:7]}
    assert finding.suspects == {one.user: Part.KIN for one in batch} | echo


def test_a_heated_but_legitimate_argument_is_none() -> None:
    """ST-042: four who quarrel with each other, and praise for one member by many."""
    people = [user(index) for index in range(4)]
    quarrel = [
        voice(
            index,
            AUDIENCE[index % 8],
            user=people[index % 4],
            newcomer=False,
            toxicity=0.8,
            at_members=(people[(index + 1) % 4],),
        )
        for index in range(24)
    ]
    praise = [voice(50 + index, AUDIENCE[index], at_members=(people[0],)) for index in range(8)]
    assert level_of(scene(voices=tuple(quarrel))) is Level.CALM
    assert level_of(scene(voices=tuple(praise))) is Level.CALM


def test_four_times_as_many_are_a_siege() -> None:
    assert level_of(scene(voices=voices([LURE] * 19))) is Level.RAID
    assert level_of(scene(voices=voices([LURE] * 20))) is Level.SIEGE


def test_an_announced_surge_raises_the_bar() -> None:
    """ST-040: joins and echoes need three times as many, targeting does not."""
    batch, said = joins(23, age=timedelta(days=1)), voices([LURE] * 6)
    assert level_of(scene(joins=batch, voices=said)) is Level.RAID
    assert not level_of(scene(joins=batch, voices=said, surge=True)).is_raid
    for count, level in ((29, Level.CALM), (30, Level.WATCH)):
        assert level_of(scene(joins=joins(count), surge=True)) is level
    kin = (*joins(23, age=timedelta(days=1)), *joins(10, first=600))
    assert level_of(scene(joins=kin, surge=True)) is Level.WATCH
    batch = joins(30, age=timedelta(days=1))
    assert level_of(scene(joins=batch, surge=True)) is Level.RAID
    assert level_of(scene(voices=voices([LURE] * 15), surge=True)) is Level.RAID
    mob = tuple(
        voice(index, AUDIENCE[index], toxicity=0.7, at_members=(user(900),), newcomer=False)
        for index in range(6)
    )
    assert level_of(scene(voices=mob, surge=True)) is Level.RAID


def test_detection_can_be_switched_off() -> None:
    off = replace(POLICY, enabled=False)
    assert level_of(scene(joins=joins(50, name="raider"), voices=voices([LURE] * 50)), off) is (
        Level.CALM
    )


def test_the_finding_says_when_the_last_of_it_happened() -> None:
    said = voices([LURE] * 5)
    assert detect(scene(voices=said), POLICY).at == max(one.at for one in said)


def test_an_echo_long_ago_is_not_made_larger_by_a_new_voice() -> None:
    """ST-041: the window. What is found is as old as it is."""
    old = [voice(index, LURE, at=NOW - timedelta(minutes=29)) for index in range(4)]
    finding = detect(scene(voices=(*old, voice(9, LURE))), POLICY)
    assert finding.level is Level.WATCH
    assert finding.at == NOW - timedelta(minutes=29)


def test_heated_ones_of_a_hostile_spike_are_suspects_and_the_quiet_ones_are_not() -> None:
    batch = joins(10, age=timedelta(days=1))
    others = joins(5, first=300)
    loud = voice(1, "you all suck", user=others[0].user, toxicity=0.9)
    finding = detect(scene(joins=(*batch, *others), voices=(loud,)), POLICY)
    assert finding.level is Level.RAID
    assert finding.suspects[others[0].user] is Part.JOINED
    assert others[1].user not in finding.suspects


def test_levels_are_ordered() -> None:
    assert highest() is Level.CALM
    assert highest(Level.WATCH, Level.SIEGE, Level.RAID) is Level.SIEGE
    assert [level for level in Level if level.is_raid] == [Level.RAID, Level.SIEGE]


texts = st.sampled_from([LURE, *AUDIENCE, "hi", ""])


@st.composite
def some_voices(draw: st.DrawFn) -> tuple[Voice, ...]:
    count = draw(st.integers(0, 25))
    return tuple(
        voice(
            index,
            draw(texts),
            user=user(draw(st.integers(0, 15))),
            at=NOW - timedelta(seconds=draw(st.integers(0, 2400))),
            toxicity=draw(st.sampled_from([0.0, 0.4, 0.9])),
            newcomer=draw(st.booleans()),
            lure=draw(st.booleans()),
            at_members=draw(st.sampled_from([(), (user(3),), (user(3), user(4))])),
        )
        for index in range(count)
    )


@st.composite
def some_scenes(draw: st.DrawFn) -> Scene:
    return scene(
        joins=(
            *joins(draw(st.integers(0, 30))),
            *joins(draw(st.integers(0, 15)), first=200, name="raider", age=timedelta(days=1)),
        ),
        voices=draw(some_voices()),
        usual=draw(st.sampled_from([0.0, 5.0, 200.0])),
        surge=draw(st.booleans()),
    )


@given(some_scenes(), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(found: Scene, chance: random.Random) -> None:
    """ST-042."""
    shuffled = replace(
        found,
        joins=tuple(chance.sample(found.joins, len(found.joins))),
        voices=tuple(chance.sample(found.voices, len(found.voices))),
    )
    assert detect(shuffled, POLICY) == detect(found, POLICY)


@given(some_scenes())
def test_the_same_event_twice_counts_once(found: Scene) -> None:
    """ST-011, ST-042: redelivery."""
    twice = replace(found, joins=found.joins * 2, voices=found.voices * 2)
    assert detect(twice, POLICY) == detect(found, POLICY)


@given(some_scenes(), st.integers(1, 40), st.sampled_from([None, timedelta(days=3)]))
def test_more_joins_never_lower_the_level(found: Scene, more: int, age: timedelta | None) -> None:
    """ST-040."""
    larger = replace(found, joins=(*found.joins, *joins(more, first=600, age=age)))
    assert level_of(larger).severity >= level_of(found).severity


@given(some_scenes(), st.sets(st.integers(0, 15)))
def test_the_protected_are_never_suspects(found: Scene, numbers: set[int]) -> None:
    """ST-061: owner, exempt members and the bot."""
    protected: frozenset[UserId] = frozenset(user(number) for number in numbers)
    finding = detect(replace(found, protected=protected), POLICY)
    assert protected.isdisjoint(finding.suspects)


@given(some_scenes())
def test_suspects_are_newcomers_or_joined_just_now(found: Scene) -> None:
    """RM-004: never an old member."""
    finding = detect(found, POLICY)
    new = {one.user for one in found.voices if one.newcomer} | {one.user for one in found.joins}
    assert set(finding.suspects) <= new
    assert finding.level.is_raid or not finding.suspects


@given(some_scenes())
def test_a_surge_never_raises_the_level(found: Scene) -> None:
    """ST-040."""
    usual, eased = replace(found, surge=False), replace(found, surge=True)
    assert level_of(eased).severity <= level_of(usual).severity
