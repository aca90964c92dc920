"""Figures of one or several artefacts on labelled files, as markdown.

    python -m model.evaluate --model model/artifact                    all dev sets, and slices
    python -m model.evaluate FILE.jsonl.gz --model A --model B          side by side

Dev texts that calibration used are left out, and texts longer than a window are cut there.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from model.data import read_source
from model.figures import Figure, figures_of
from model.judging import judging_sets
from model.schema import DATA
from model.scoring import Scorer
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--model", type=Path, action="append", required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    for folder in options.model:
        scorer = Scorer(folder)
        print(f"\n### {scorer.manifest['version']} ({folder.name})\n")
        if options.files:
            lines = table(
                figure
                for path in options.files
                for figure in figures_of(
                    scorer,
                    path.name,
                    list(read_source(path.parent, path.name.removesuffix(".jsonl.gz"))),
                )
            )
        else:
            lines = report(scorer, options.data)
        for line in lines:
            print(line)


if __name__ == "__main__":
    main()
