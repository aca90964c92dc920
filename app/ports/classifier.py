"""The model's port: texts in, calibrated scores out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.domain.scores import Scores, WordShare


class Classifier(Protocol):
    """Judges texts. A text's scores depend on the text and `version` alone, never on the others."""

    @property
    def version(self) -> str: ...

    def score(self, texts: Sequence[str]) -> list[Scores]:
        """One result per text, in order."""
        ...

    def explain(self, text: str) -> tuple[WordShare, ...]:
        """Which words carried the toxicity, the strongest first."""
        ...


class ModelError(Exception):
    """The model cannot be used.

    ModelError
    ├── ModelMissingError   a file of the artefact is not there
    └── ModelAlteredError   a file is not the one that its manifest describes
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path}: {problem}. Restore the folder from the release (`git checkout -- "
            "model/artifact`), or point MODEL_DIR to a folder made by `python -m model.quantize`."
        )
        self.path = path


class ModelMissingError(ModelError):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "this file of the model is missing")


class ModelAlteredError(ModelError):
    def __init__(self, path: Path, reason: str = "its SHA-256 differs from the manifest") -> None:
        super().__init__(path, f"this file of the model was altered ({reason})")
