"""Figures of one or several artefacts on labelled files, as markdown.

    python -m model.evaluate --model model/artifact                    all dev sets, and slices
    python -m model.evaluate FILE.jsonl --model A --model B            side by side, any labels
    python -m model.evaluate FILE.jsonl.gz --model A --stages cascade --plot reliability.svg

A file holds a JSON object a line: {"text": ..., "y": {"toxic": 0, "sentiment": 2}}; absent labels
are unknown, a "source" of a row makes a slice. Without files, dev texts that calibration used are
left out. Texts longer than a window are cut there.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from model.figures import Figure, figures_of
from model.judging import judging_sets
from model.labelled import read_labelled
from model.schema import DATA
from model.scoring import CascadeScorer, Scorer
from model.side_by_side import compared, reliability
from model.slices import contrast_slice, disguise_slice, identity_slice, replay_slice


def report(scorer: Scorer, data: Path) -> Iterator[str]:
    """Everything that the card shows."""
    sets = judging_sets(data)
    yield from table(
        figure for name, rows in sets.items() for figure in figures_of(scorer, name, rows)
    )
    yield from contrast_slice(scorer, sets["written contrast"])
    yield from identity_slice(scorer, data)
    yield from disguise_slice(scorer, sets["held-out rows"])
    yield from replay_slice(scorer, data)


def table(figures: Iterator[Figure]) -> Iterator[str]:
    yield "| set | label | rows | positive | AUC | AP | macro-F1 | ECE |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for figure in figures:
        yield figure.line()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--model", type=Path, action="append", required=True)
    parser.add_argument("--stages", choices=("full", "cascade"), default="full")
    parser.add_argument("--plot", type=Path, help="draw the reliability of `toxic` as an SVG")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    scorers = {
        f"{scorer.manifest['version']} ({scorer.folder})": scorer
        for scorer in (_scorer(folder, options.stages) for folder in options.model)
    }
    if not options.files:
        for name, scorer in scorers.items():
            print(f"\n### {name}\n", *report(scorer, options.data), sep="\n")
    for path in options.files:
        print(f"\n### {path.name}\n", *compared(read_labelled(path), scorers), sep="\n")
    if options.plot:
        rows = [row for path in options.files for row in read_labelled(path)] or [
            row for rows in judging_sets(options.data).values() for row in rows
        ]
        names = ", ".join(path.name for path in options.files) or "all judging sets"
        drawn = reliability(rows, scorers, f"toxic: said and true, {names}")
        options.plot.write_text(drawn, encoding="utf-8")


def _scorer(folder: Path, stages: str) -> Scorer:
    """As serving would: an artefact without a student has one stage, whatever is asked."""
    scorer = Scorer(folder)
    two = stages == "cascade" and "student" in scorer.manifest
    return CascadeScorer(folder) if two else scorer


if __name__ == "__main__":
    main()
