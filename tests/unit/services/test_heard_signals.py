"""What the classifier says becomes signals that name who spoke."""

from app.domain.scores import Scores, Stage
from app.services.think import _heard


def scores(stage: Stage, *, supported: bool = True) -> Scores:
    return Scores(
        labels={"toxic": 0.2, "threat": 0.1},
        sentiment={},
        language_supported=supported,
        stage=stage,
    )


def test_every_signal_names_the_version_and_the_stage_that_spoke() -> None:
    full = [signal.version for signal in _heard(scores(Stage.FULL), "tribune-en-1")]
    cleared = [signal.version for signal in _heard(scores(Stage.STUDENT), "tribune-en-1")]
    assert full == ["tribune-en-1"] * 2
    assert cleared == ["tribune-en-1/student"] * 2


def test_a_language_that_is_not_supported_gives_no_signal() -> None:
    assert list(_heard(scores(Stage.FULL, supported=False), "tribune-en-1")) == []
