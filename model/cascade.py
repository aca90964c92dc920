"""Put a student before the full model: choose what it may clear, calibrate, measure, write down.

    python -m model.cascade --student model/work/student.pt --model model/artifact

A text counts as flagged if the full model gives any label FLAGGED_FROM or more: a policy may listen
to any label. The student clears a text whose suspicion stays below a threshold, chosen on held-out
texts (dev halves that calibration may see, the same in disguise) so that WANTED of the flagged are
kept of all texts together, and WORST_WANTED of the worst source. The full model judges all else.
"""

import argparse
import hashlib
import math
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.adapters.onnx.artifact import STUDENT
from app.domain.text import reading
from model.artifact import read_manifest, write_manifest
from model.calibrate import calibration_rows, fit_line, fit_temperature
from model.data import Row
from model.judging import judging_sets, replay_texts
from model.measures import macro_f1
from model.obfuscate import disguise
from model.schema import ARTIFACT, DATA, LABELS, UNKNOWN, WORK
from model.scoring import CascadeScorer, Scorer, student_logits
from model.student import restore_student
from model.student_graph import student_graph
from model.student_teacher import Teacher

FLAGGED_FROM = 0.5  # where a policy starts to count words as heated
NOTICED_FROM = 0.35  # the lowest score that can cost anything, if all else is against the member
WANTED = 0.995
WORST_WANTED = 0.98  # of each source with enough flagged texts; fewer would be chance
ENOUGH_FLAGGED = 100
DISGUISED_SEED = 29
TOXIC = LABELS.index("toxic")
NOTHING_KNOWN = (float(UNKNOWN),) * len(LABELS)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What both stages say about the same texts."""

    suspicion: Floats
    highest: Floats  # the full model's highest label

    def kept(self, clear_below: float, flagged_from: float) -> float:
        flagged = self.highest >= flagged_from
        return float((self.suspicion[flagged] >= clear_below).mean()) if flagged.any() else 1.0


def install(student: Path, folder: Path) -> None:
    """Write the student's graph into the folder; it clears nothing yet."""
    model = student_graph(restore_student(student)).SerializeToString()
    (folder / STUDENT).write_bytes(model)
    manifest = read_manifest(folder)
    digest = hashlib.sha256(model).hexdigest()
    manifest["files"][STUDENT] = {"sha256": digest, "bytes": len(model)}
    own = {name: {"scale": 1.0, "offset": 0.0} for name in manifest["labels"]}
    manifest["student"] = {
        "clear_below": float(-(2**31)),
        "calibration": {**own, "sentiment": {"scale": 1.0}},
    }
    write_manifest(folder, manifest)


def choosing_rows(data: Path) -> list[Row]:
    """Texts to choose by, and the same once more with one or two words disguised."""
    rows, chance = calibration_rows(data), random.Random(DISGUISED_SEED)
    return rows + [
        Row(
            text=reading(disguise(row.text, chance)),
            source=f"{row.source}, disguised",
            labels=row.labels,
            sentiment=row.sentiment,
        )
        for row in rows
        if row.labels[TOXIC] == 1
    ]


def compared(teacher: Teacher, texts: list[str], minutes: float) -> Compared:
    teacher.ask(texts, minutes)
    _, logits = teacher.answers(texts)
    scorer = teacher.scorer
    return Compared(
        suspicion=student_logits(scorer.folder, scorer.ids(texts))[:, -1],
        highest=scorer.probabilities(logits).max(axis=1),
    )


def threshold_of(found: Compared, sources: list[str]) -> float:
    """The highest threshold that keeps enough of all flagged texts, and of each source's."""
    flagged = found.highest >= FLAGGED_FROM
    by_source: dict[str, list[float]] = defaultdict(list)
    for source, suspicion, flag in zip(sources, found.suspicion, flagged, strict=True):
        if flag:
            by_source[source].append(suspicion)
    bounds = [_keeping(found.suspicion[flagged].tolist(), WANTED)]
    bounds += [
        _keeping(values, WORST_WANTED)
        for values in by_source.values()
        if len(values) >= ENOUGH_FLAGGED
    ]
    return math.floor(min(bounds) * 1000) / 1000


def _keeping(suspicions: list[float], share: float) -> float:
    """The highest of these values that at least such a share of them reaches."""
    return sorted(suspicions)[math.floor(len(suspicions) * (1 - share))]


def calibration_of(
    scorer: Scorer, rows: list[Row], cleared: NDArray[np.bool_]
) -> dict[str, dict[str, float]]:
    """Lines that make the student say what the full model says, on average, of what it clears."""
    texts = [row.text for row, clear in zip(rows, cleared, strict=True) if clear]
    own = student_logits(scorer.folder, scorer.ids(texts))
    full = scorer.logits(texts)
    said, labels = scorer.probabilities(full), len(scorer.labels)
    lines = {name: fit_line(own[:, at], said[:, at]) for at, name in enumerate(scorer.labels)}
    feelings = np.array([row.sentiment for row, clear in zip(rows, cleared, strict=True) if clear])
    known = feelings != UNKNOWN
    return {**lines, "sentiment": fit_temperature(own[known, labels:-1], feelings[known])}


def measured(folder: Path, data: Path, teacher: Teacher, minutes: float) -> list[dict[str, Any]]:
    """What the cascade keeps, clears and costs, on every judging set and on the replay chat."""
    full, cascade = Scorer(folder), CascadeScorer(folder)
    clear_below = cascade.manifest["student"]["clear_below"]
    chat = [Row(text=text, source="replay", labels=NOTHING_KNOWN) for text in replay_texts(data)]
    figures = []
    for name, rows in {**judging_sets(data), "replay chat": chat}.items():
        texts = [row.text for row in rows]
        found = compared(teacher, texts, minutes)
        figure = {
            "set": name,
            "texts": len(texts),
            "flagged": int((found.highest >= FLAGGED_FROM).sum()),
            "kept": round(found.kept(clear_below, FLAGGED_FROM), 4),
            "kept_of_noticed": round(found.kept(clear_below, NOTICED_FROM), 4),
            "cleared": round(float((found.suspicion < clear_below).mean()), 4),
        }
        truth = np.array([row.labels[TOXIC] for row in rows])
        known = truth != UNKNOWN
        if 0 < (truth[known] == 1).sum() < known.sum():
            _, logits = teacher.answers(texts)
            alone = full.probabilities(logits)[known, TOXIC]
            both = cascade.probabilities(cascade.logits(texts))[known, TOXIC]
            figure["macro_f1_full"] = round(macro_f1(truth[known], alone), 4)
            figure["macro_f1"] = round(macro_f1(truth[known], both), 4)
        figures.append(figure)
    return figures


def table(figures: list[dict[str, Any]]) -> str:
    head = "| set | texts | flagged | kept | kept of >= 0.35 | cleared | macro-F1 full | cascade |"
    lines = [head, "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for one in figures:
        scores = [f"{one[k]:.3f}" if k in one else "" for k in ("macro_f1_full", "macro_f1")]
        shares = [f"{one[k]:.2%}" for k in ("kept", "kept_of_noticed", "cleared")]
        cells = [one["set"], f"{one['texts']:,}", str(one["flagged"]), *shares, *scores]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--student", type=Path, default=WORK / "student.pt")
    parser.add_argument("--model", type=Path, default=ARTIFACT)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--ask-minutes", type=float, default=60)
    options = parser.parse_args()
    install(options.student, options.model)
    teacher = Teacher(options.model, "judging")
    rows = choosing_rows(options.data)
    found = compared(teacher, [row.text for row in rows], options.ask_minutes)
    clear_below = threshold_of(found, [row.source for row in rows])
    manifest = read_manifest(options.model)
    manifest["student"] = {
        "clear_below": clear_below,
        "flagged_from": FLAGGED_FROM,
        "kept": round(found.kept(clear_below, FLAGGED_FROM), 4),
        "calibration": calibration_of(teacher.scorer, rows, found.suspicion < clear_below),
    }
    write_manifest(options.model, manifest)
    figures = measured(options.model, options.data, teacher, options.ask_minutes)
    manifest["student"]["metrics"] = figures
    write_manifest(options.model, manifest)
    print(f"clears below a suspicion of {clear_below}\n\n{table(figures)}")


if __name__ == "__main__":
    main()
