"""The texts that figures are made on: dev sets and held-out rows, less what calibration saw."""

import gzip
import json
import random
from pathlib import Path

from app.domain.text import reading
from model.calibrate import in_calibration
from model.data import Row, cached_rows, english_sources, read_source
from model.written.pairs import contrast_rows

CONTRAST_SEED = 23
# Their annotators mean by toxic what this model means; the others mean offence or hate in general.
SAME_DEFINITION = ("convabuse_en", "davidson_en", "held-out rows")
REPLAY_MESSAGES, REPLAY_SEED = 20_000, 101


def judging_sets(data: Path) -> dict[str, list[Row]]:
    sets = {name: list(read_source(data / "dev", name)) for name in english_sources(data / "dev")}
    sets["held-out rows"] = cached_rows(data)[1]
    unseen = {name: [row for row in rows if not in_calibration(row)] for name, rows in sets.items()}
    pooled = [row for name in SAME_DEFINITION for row in unseen[name]]
    return {
        **unseen,
        "same definition, pooled": pooled,
        "written contrast": contrast_rows(CONTRAST_SEED),
    }


def replay_texts(data: Path, count: int = REPLAY_MESSAGES, seed: int = REPLAY_SEED) -> list[str]:
    """Real chat in which, nearly always, nobody is insulted."""
    path = data / "replay" / "ubuntu_irc.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [reading(text) for text in random.Random(seed).sample(texts, count)]
