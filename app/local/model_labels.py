"""Whether a policy and the model of this machine speak of the same labels."""

from collections.abc import Mapping
from pathlib import Path

from app.adapters.onnx.artifact import read_artifact
from app.domain.errors import PolicyInvalid
from app.domain.policies.faults import faults_of_labels
from app.domain.policies.policy import Policy

SHIPPED = Path(__file__).resolve().parents[2] / "model" / "artifact"


def check_labels(policy: Policy, environment: Mapping[str, str]) -> None:
    """The model is read, and with it whether its files are whole.

    Raises:
        PolicyInvalid: the policy counts on a label that the model does not score.
        ModelError: the model is missing or altered.
    """
    artifact = read_artifact(Path(environment.get("MODEL_DIR", SHIPPED)))
    faults = faults_of_labels(policy, artifact.labels)
    if faults:
        raise PolicyInvalid(faults)
