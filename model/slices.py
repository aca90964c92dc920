"""Slices where a model may fail although its average is good."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.domain.text import reading
from model.data import Row, read_source
from model.judging import replay_texts
from model.obfuscate import DISGUISES, disguise
from model.schema import LABELS
from model.scoring import Scorer

FLAGGED = 0.5
CERTAIN = 0.92  # calibrated toxicity from which a message alone can cost somebody their voice
DISGUISED_ROWS = 1000
TOXIC = LABELS.index("toxic")
TERMS = frozenset(
    re.findall(
        r"\w+",
        """
        lesbian gay bisexual transgender trans queer lgbt lgbtq homosexual straight heterosexual
        male female nonbinary african american black white european hispanic latino latina latinx
        mexican canadian asian indian chinese japanese christian muslim jewish buddhist catholic
        protestant sikh taoist old older young younger teenage elderly blind deaf paralyzed
        """,
    )
)


def toxicity(scorer: Scorer, texts: list[str]) -> NDArray[np.float64]:
    return scorer.probabilities(scorer.logits(texts))[:, TOXIC]


def contrast_slice(scorer: Scorer, rows: list[Row]) -> Iterator[str]:
    """How often each side of our minimal pairs falls where it belongs."""
    flagged = toxicity(scorer, [row.text for row in rows]) >= FLAGGED
    right: dict[str, dict[bool, list[bool]]] = defaultdict(lambda: {True: [], False: []})
    for row, flag in zip(rows, flagged, strict=True):
        toxic = row.labels[TOXIC] == 1
        right[row.kind][toxic].append(bool(flag) == toxic)
    yield "\n| minimal pairs, kept apart | texts | toxic side | harmless side | right |"
    yield "|---|---:|---:|---:|---:|"
    everything: list[bool] = []
    for kind, sides in sorted(right.items()):
        both = sides[True] + sides[False]
        yield (
            f"| {kind} | {len(both)} | {np.mean(sides[True]):.2f} | {np.mean(sides[False]):.2f} "
            f"| {np.mean(both):.2f} |"
        )
        everything += both
    yield f"| all | {len(everything)} | | | {np.mean(everything):.3f} |"


def identity_slice(scorer: Scorer, data: Path) -> Iterator[str]:
    """False positives per identity term on the harmless template sentences of madlibs."""
    rows = read_source(data / "dev", "madlibs_intersectional_en")
    harmless = [row.text for row in rows if row.labels[TOXIC] == 0]
    flagged = toxicity(scorer, harmless) >= FLAGGED
    by_term: dict[str, list[bool]] = defaultdict(list)
    for text, flag in zip(harmless, flagged, strict=True):
        for word in TERMS.intersection(text.lower().split()):
            by_term[word].append(bool(flag))
    rates = sorted(((float(np.mean(v)), word) for word, v in by_term.items()), reverse=True)
    worst = ", ".join(f"{word} {rate:.3f}" for rate, word in rates[:5])
    yield (
        f"\nOf {len(harmless)} harmless sentences that name identities, {flagged.mean():.4f} reach "
        f"{FLAGGED}; per term {rates[-1][0]:.3f} to {rates[0][0]:.3f} (highest: {worst})."
    )


def disguise_slice(scorer: Scorer, rows: list[Row]) -> Iterator[str]:
    chance = random.Random(5)
    toxic = [row.text for row in rows if row.labels[TOXIC] == 1][:DISGUISED_ROWS]
    yield f"\n| one or two words disguised ({len(toxic)} toxic held-out rows) | recall |"
    yield "|---|---:|"
    yield f"| none | {(toxicity(scorer, toxic) >= FLAGGED).mean():.3f} |"
    for kind in DISGUISES:
        texts = [reading(disguise(text, chance, (kind,))) for text in toxic]
        yield f"| {kind} | {(toxicity(scorer, texts) >= FLAGGED).mean():.3f} |"


def replay_slice(scorer: Scorer, data: Path) -> Iterator[str]:
    scores = toxicity(scorer, replay_texts(data))
    yield (
        f"\nOf {len(scores)} messages of real harmless chat, {(scores >= FLAGGED).sum()} reach "
        f"{FLAGGED} and {(scores >= CERTAIN).sum()} reach {CERTAIN}."
    )
