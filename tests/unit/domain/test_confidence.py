import pytest

from app.domain.ladders import confidence_of
from app.domain.policies.policy import Thresholds

STANDARD = Thresholds()


@pytest.mark.parametrize(
    ("final", "confidence"),
    [
        (0.0, 1.0),
        (0.35, 0.7),
        (0.36, 0.73),
        (0.34, 0.73),
        (0.45, 1.0),
        (0.55, 0.7),
        (0.6, 0.85),
        (0.75, 0.7),
        (0.88, 0.7),
        (0.9, 0.76),
        (1.0, 1.0),
    ],
)
def test_confidence_grows_with_the_distance_to_the_nearest_threshold_up_to_one(
    final: float, confidence: float
) -> None:
    """AC-012, ST-054: three for one, from 0.7 at a threshold itself."""
    assert confidence_of(final, STANDARD) == pytest.approx(confidence)
    assert confidence_of(final, STANDARD) <= 1


def test_confidence_is_that_of_the_policys_own_thresholds() -> None:
    """AC-014"""
    assert confidence_of(0.5, Thresholds(warn=0.2, timeout=0.5, kick=0.6, ban=0.9)) == 0.7
