from dataclasses import replace

import pytest

from app.domain.errors import PolicyInvalid
from app.domain.policies.policy import Policy
from app.domain.policies.presets import PRESETS
from app.local.model_labels import check_labels


def test_the_shipped_model_scores_every_label_that_our_policies_count_on() -> None:
    for policy in (Policy(), *PRESETS.values()):
        check_labels(policy, {})


def test_a_label_that_the_model_does_not_score_is_refused() -> None:
    """ST-002."""
    with pytest.raises(PolicyInvalid) as refused:
        check_labels(replace(Policy(), labels=("toxik",)), {})
    assert "the model does not score 'toxik', only toxic, severe" in str(refused.value)
