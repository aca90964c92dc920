"""A signal names the model that spoke, and which stage of it."""

from app.domain.scores import Scores, Stage


def spoken(stage: Stage) -> str:
    scores = Scores(labels={}, sentiment={}, language_supported=True, stage=stage)
    return scores.spoken_by("tribune-en-1")


def test_the_full_model_goes_by_its_version() -> None:
    assert spoken(Stage.FULL) == "tribune-en-1"


def test_the_student_is_named_beside_the_version() -> None:
    assert spoken(Stage.STUDENT) == "tribune-en-1/student"
