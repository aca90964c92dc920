"""Names shared by the workshop: labels, heads and where things lie."""

from pathlib import Path

LABELS = ("toxic", "severe", "obscene", "threat", "insult", "identity_attack", "sexual")
SENTIMENTS = ("negative", "neutral", "positive")
UNKNOWN = -1

ROOT = Path(__file__).resolve().parent
WORK = ROOT / "work"  # ignored by git: checkpoints and caches
ARTIFACT = ROOT / "artifact"
DATA = ROOT.parent.parent / "shared" / "data"

TOKENS_IN_TRAINING = 96
SPLIT_SEED = 7  # which rows are held out never depends on a run
SHARE_HELD_OUT = 0.03


class DataAbsentError(SystemExit):
    """The training data lies beside the repository; without it there is nothing to do."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is absent: the labelled data is not part of this repository. "
            "Pass its folder with --data."
        )
