"""The drill's scenes and what it concludes from them."""

import pytest
from rich.console import Console

from app.domain.raids.level import Level
from app.local.drill.report import as_json, shown
from app.local.drill.run import UnknownSceneError, drill
from app.local.drill.scene import Edit, Join, Say, Scene
from app.local.drill.scenes import scenes
from app.local.drill.watch import Ears, Outcome
from app.local.supervisor import Line

ATTACK = Scene(
    name="attack", title="An attack", steps=[Say(by="eve", text="x")], culprits=frozenset({"eve"})
)
TWIN = Scene(name="twin", title="Its twin", steps=[Say(by="mia", text="x")])


def outcome(scene: Scene, **changes: object) -> Outcome:
    plain: dict[str, object] = {
        "messages": 1,
        "noticed_after": None,
        "removed": 0,
        "warned": 0,
        "timed_out": 0,
        "flagged": 0,
        "raid": Level.CALM,
        "raid_after": None,
        "turned_away": 0,
        "wronged": (),
    }
    return Outcome(scene=scene, **(plain | changes))  # type: ignore[arg-type]


def test_everybody_who_writes_is_a_member_or_has_joined_before() -> None:
    for scene in scenes():
        there = {"olga", "max", *(str(member["name"]) for member in scene.members)}
        written = 0
        for step in scene.steps:
            match step:
                case Join():
                    there.add(step.name)
                case Say():
                    assert step.by in there, (scene.name, step.by)
                    written += 1
                case Edit():
                    assert step.message < written, scene.name
        assert scene.culprits <= there, scene.name


def test_scenes_have_names_of_their_own() -> None:
    names = [scene.name for scene in scenes()]

    assert len(set(names)) == len(names)


def test_most_attacks_have_a_harmless_twin() -> None:
    attacks = [scene for scene in scenes() if scene.is_attack]
    twins = [scene for scene in scenes() if not scene.is_attack]

    assert len(twins) >= len(attacks)


@pytest.mark.parametrize(
    ("seen", "wished"),
    [
        (outcome(ATTACK), False),
        (outcome(ATTACK, noticed_after=1), True),
        (outcome(ATTACK, raid=Level.RAID), True),
        (outcome(ATTACK, noticed_after=1, wronged=("mia",)), False),
        (outcome(TWIN), True),
        (outcome(TWIN, flagged=1, noticed_after=1), True),
        (outcome(TWIN, removed=1, wronged=("mia",)), False),
    ],
)
def test_an_attack_must_be_noticed_and_nobody_wronged(seen: Outcome, *, wished: bool) -> None:
    assert seen.as_wished is wished


def test_the_table_names_everybody_who_was_wronged() -> None:
    console = Console(width=160, record=True)
    console.print(shown([outcome(TWIN, removed=1, wronged=("mia", "tom"))]))

    assert "mia, tom" in console.export_text()


def test_the_report_for_programs_says_whether_it_went_as_wished() -> None:
    (told,) = as_json([outcome(ATTACK, noticed_after=3, messages=12)])

    assert told["noticed_after"] == 3
    assert told["as_wished"] is True


def test_an_unknown_scene_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownSceneError, match=r"no scene nonsense: there are .*raid-same"):
        drill(Console(quiet=True), only=["nonsense"])


def test_ears_keep_servers_apart_and_remember_what_failed() -> None:
    ears = Ears()
    ears.tell(Line(program="moderate", facts={"event": "judged", "judged": 3}))
    ears.tell(Line(program="moderate", facts={"event": "decided", "guild": "1", "action": "warn"}))
    ears.tell(
        Line(program="moderate", facts={"event": "call.failed", "level": "error", "text": "boom"})
    )

    assert ears.judged == 3
    assert [one["action"] for one in ears.of("1").decided] == ["warn"]
    assert ears.of("2").decided == []
    assert ears.troubles == ["moderate: call.failed boom"]
