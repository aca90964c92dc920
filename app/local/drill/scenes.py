"""The scenes of the drill. All words are made up."""

from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any

from app.local.drill.scene import CHANNELS, Edit, Join, Say, Scene

RAIDERS, GUESTS = 50, 60
BRIGADE = 12
OLD = {"joined": 400, "created": 1200}

REGULARS: tuple[Mapping[str, Any], ...] = tuple(
    {"name": name, **OLD} for name in ("mia", "tom", "ines", "ravi", "zoe", "lars", "nora", "felix")
)

CHATTER = (
    "morning everyone, did the update go through?",
    "yes, the new map is great, you have to try it",
    "how do I kill a process that does not answer?",
    "kill -9 and the pid, or restart the terminal :)",
    "we got destroyed last night lol, that boss is a beast",
    "has anybody seen the film with the boat?",
    "I baked bread for the first time and it is even edible",
    "who wants to play later?",
)

AUDIENCE = (
    "hi everyone, came over from the stream!",
    "hello from brazil",
    "that last match was amazing",
    "where do I find the rules?",
    "is there a channel for clips?",
    "hey, first time here, nice place",
    "greetings from the chat",
    "what is the song from the intro called?",
    "anyone up for a round tonight?",
    "love the emotes on this server",
    "how do I get the subscriber role?",
    "just joined, what did I miss?",
    "that ending was so close",
    "can somebody help me with the bot commands?",
    "good evening from poland",
    "when is the next stream?",
    "the new overlay looks great",
    "what games do you all play here?",
    "hello hello",
    "finally made it in",
)

FIRST_NAMES = ("amber", "basil", "cedar", "dusty", "ember", "frost", "gale", "hazel", "indigo")
LAST_NAMES = ("fox", "river", "stone", "wing", "moth", "lark", "reed", "wolf")

OPENERS = ("everyone", "hey all", "listen up", "yo", "attention", "people", "wake up", "friends")
CLAIMS = (
    "this server is over, come to our place",
    "this server is finished, move to our place",
    "this place is over, come to our server now",
    "the server is done for, come over to our place",
)
ENDS = ("now", "today", "right now", "before it closes", "while you can", "and bring all")


def scenes() -> tuple[Scene, ...]:
    """Every attack followed by its harmless twin."""
    return tuple(_scenes())


def _scenes() -> Iterator[Scene]:
    yield _raid("raid-same", "50 accounts raid with one text", same=True)
    yield _raid("raid-varied", "50 accounts raid with varied text", same=False)
    yield _audience()
    yield _brigade()
    yield _birthday()
    yield _scam()
    yield _cross_post()
    yield _evasion()
    yield _correction()
    yield _insult()
    yield _argument()
    yield _report()
    yield _evidence()


def _raid(name: str, title: str, *, same: bool) -> Scene:
    raiders = [f"raider{number:02}" for number in range(RAIDERS)] if same else _names(RAIDERS)
    texts = ["this server is over, come to our place now"] if same else _varied()
    said = cycle(texts)
    chat = (Say(by=one["name"], text=text) for one, text in zip(REGULARS, CHATTER, strict=True))
    raid = (
        step
        for number, raider in enumerate(raiders)
        for step in (
            Join(name=raider, days=number % 3),
            Say(by=raider, text=next(said), channel=CHANNELS[number % 4]),
        )
    )
    return Scene(
        name=name,
        title=title,
        members=REGULARS,
        steps=[*chat, *raid],
        culprits=frozenset(raiders),
    )


def _varied() -> list[str]:
    return [f"{opener} {claim} {end}" for opener in OPENERS for claim in CLAIMS for end in ENDS][
        ::5
    ]


def _names(count: int) -> list[str]:
    """Names as people choose them, each another."""
    return [f"{first}_{last}" for last in LAST_NAMES for first in FIRST_NAMES][:count]


def _audience() -> Scene:
    guests = _names(GUESTS)
    words = islice(cycle(AUDIENCE), len(guests))
    steps = [
        step
        for number, (guest, text) in enumerate(zip(guests, words, strict=True))
        for step in (
            Join(name=guest, days=30 + 37 * (number % 40)),
            Say(by=guest, text=text, channel=CHANNELS[number % 4]),
        )
    ]
    return Scene(
        name="audience",
        title="A popular streamer's audience joins",
        members=REGULARS,
        steps=steps,
    )


def _brigade() -> Scene:
    """One after the other, minutes apart, all at one member: none of them writes a lot."""
    names = [f"pest{number:02}" for number in range(BRIGADE)]
    words = (
        "@tom nobody wants you here, leave",
        "@tom just leave already, nobody wants you",
        "@tom you are pathetic, nobody here wants you",
        "@tom leave this server, you are a joke",
    )
    texts = islice(cycle(words), BRIGADE)
    steps = [
        Say(by=name, text=text, ago=4.0 * (BRIGADE - number))
        for number, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    return Scene(
        name="brigade",
        title="A slow brigade: 12 members turn on one within 50 minutes",
        members=[*REGULARS, *({"name": name, "joined": 2, "created": 40} for name in names)],
        steps=steps,
        culprits=frozenset(names),
    )


def _birthday() -> Scene:
    names = [f"friend{number:02}" for number in range(BRIGADE)]
    words = ("@tom happy birthday!", "happy birthday @tom", "@tom happy birthday, have a great day")
    texts = islice(cycle(words), BRIGADE)
    steps = [
        Say(by=name, text=text, ago=4.0 * (BRIGADE - number))
        for number, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    return Scene(
        name="birthday",
        title="12 members wish one a happy birthday",
        members=[*REGULARS, *({"name": name, "joined": 20, "created": 200} for name in names)],
        steps=steps,
    )


def _scam() -> Scene:
    text = "steam is giving out 50 dollars to everyone, get yours at https://steamcomunity.example/gift"
    chat = [Say(by="ravi", text=CHATTER[2], channel="help")]
    burst = [Say(by="zoe", text=text, channel=name) for name in CHANNELS]
    return Scene(
        name="scam",
        title="A stolen account posts a scam in 10 channels",
        members=REGULARS,
        steps=[*chat, *burst],
        culprits=frozenset({"zoe"}),
    )


def _cross_post() -> Scene:
    text = "does anybody know why my microphone is so quiet since yesterday?"
    return Scene(
        name="cross-post",
        title="Somebody asks the same in 2 channels",
        members=REGULARS,
        steps=[Say(by="zoe", text=text, channel=name) for name in ("help", "off-topic")],
    )


def _evasion() -> Scene:
    return Scene(
        name="evasion",
        title="A harmless message is edited into an insult",
        members=REGULARS,
        steps=[
            Say(by="felix", text="good game everyone"),
            Edit(message=0, text="you are a worthless idiot tom, get lost and never come back"),
        ],
        culprits=frozenset({"felix"}),
    )


def _correction() -> Scene:
    return Scene(
        name="correction",
        title="A message is edited to mend a typo",
        members=REGULARS,
        steps=[
            Say(by="felix", text="god game everyone, that was fun"),
            Edit(message=0, text="good game everyone, that was fun"),
        ],
    )


def _insult() -> Scene:
    return Scene(
        name="insult",
        title="A member insults another",
        members=REGULARS,
        steps=[
            Say(by="tom", text="I think the last patch made it worse"),
            Say(by="lars", text="shut up tom you stupid worthless idiot, nobody wants you here"),
        ],
        culprits=frozenset({"lars"}),
    )


def _argument() -> Scene:
    """Hot, and about the thing: nobody is insulted."""
    lines = (
        ("tom", "that patch is complete garbage, they ruined the whole game"),
        ("lars", "no it is not, you are just wrong about this"),
        ("tom", "wrong? look at the damn numbers, it is twice as slow as before"),
        ("lars", "I did look and I strongly disagree, your test makes no sense"),
        ("tom", "my test makes no sense? come on, that is ridiculous"),
        ("lars", "it is a bad test, sorry. you forgot the warm up"),
        ("tom", "I hate it when people skip my explanation, I wrote that I did the warm up"),
        ("lars", "ok, then I was wrong there. still think the patch is fine"),
        ("mia", "can you two calm down a little"),
        ("tom", "fine. the patch still sucks though"),
    )
    return Scene(
        name="argument",
        title="Two members argue hard about a patch",
        members=REGULARS,
        steps=[Say(by=who, text=text) for who, text in lines],
    )


def _report() -> Scene:
    return Scene(
        name="report",
        title="A member quotes an insult to report it",
        members=REGULARS,
        steps=[
            Say(
                by="mia",
                text='mods, lars wrote "you are a worthless idiot" to tom, can you look at it?',
            ),
            Say(by="tom", text="yes, he called me a stupid moron, that is not ok"),
        ],
    )


def _evidence() -> Scene:
    return Scene(
        name="evidence",
        title="A moderator pastes evidence",
        members=REGULARS,
        steps=[
            Say(by="max", text="evidence from yesterday: shut up you stupid worthless idiot"),
            Say(by="max", text="and: nobody wants you here, get lost and die"),
        ],
    )
