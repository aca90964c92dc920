"""Training rows from the labelled sources: which labels each source can speak about, no twins.

A label that a source does not carry is UNKNOWN and masked in the loss. Beyond the files' own
labels, three readings are ours and stand here to be seen:

* Davidson's "offensive" is mostly casual swearing. It teaches that source's own head and
  `obscene`, never the general `toxic`.
* ParaDetox calls swearing without an addressee toxic; such rows teach `obscene` only.
* MLMA's labels are noisy; they teach that source's own head only.

`obscene` is carried by few sources, so rows without it get a weak label from a short list of
swear words: 1 if one occurs, 0 if none occurs.
"""

import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from app.domain.text import fold, reading
from model.schema import LABELS, SHARE_HELD_OUT, SPLIT_SEED, UNKNOWN, WORK, DataAbsentError

_SWEARING = re.compile(
    r"\b(?:\w*fuck\w*|(?:bull|horse|ape|dip)?shit(?:s|ty|tier|ting|heads?|holes?|show|face|faced|ted)?"
    r"|bitch\w*|cunts?|cock(?:s|sucker\w*)?|dick(?:s|heads?)?|puss(?:y|ies)|bastards?|piss\w*|damn"
    r"|(?:dumb|jack|bad|fat|smart|lazy|hard|kick|punk|arse)?ass(?:es|holes?|hat)?|god ?damn|wank\w*"
    r"|crap(?:py|s)?|twats?|whores?|sluts?|hoes?|tits?|bollocks|motherf\w*|wtf|stfu|gtfo)\b"
)
_ADDRESSED = re.compile(
    r"\b(?:you\w*|u|ur|he|she|they|them|his|her|these|those|idiot\w*|moron\w*|stupid\w*|dumb\w*"
    r"|retard\w*|loser\w*|scum\w*|pathetic)\b"
)
_TWEET_NAME = re.compile(r"(?<![\w@])@\w{1,30}")
_LINK, _NAME = re.compile(r"\[URL\]|<url>"), re.compile(r"\[USER\]")
_LINK_AS_A_WORD = re.compile(r"\bURL\b")
LINKS_AS_WORDS = ("measuring_hate_en", "mlma_en")
_RETWEET = re.compile(r"^RT\s+(?:@user:?\s*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text with what is known about it; `own` is the judgement of its source alone."""

    text: str
    source: str
    labels: tuple[float, ...]
    own: float = UNKNOWN
    sentiment: int = UNKNOWN
    weight: float = 1.0
    kind: str = field(default="")


def english_sources(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise DataAbsentError(folder)
    return sorted(path.name.removesuffix(".jsonl.gz") for path in folder.glob("*_en.jsonl.gz"))


def read_source(folder: Path, name: str) -> Iterator[Row]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            yield to_row(raw["text"], raw["y"], name)


def to_row(raw_text: str, known: dict[str, float], source: str) -> Row:
    text = clean(raw_text)
    labels = {name: float(known.get(name, UNKNOWN)) for name in LABELS}
    own = labels["toxic"]
    swears = has_swearing(text)
    if source.startswith("davidson") and own == 1 and labels["identity_attack"] != 1:
        labels["toxic"] = UNKNOWN
    if source.startswith("paradetox") and own == 1 and swears and not addressed(text):
        labels["toxic"] = UNKNOWN
    if source.startswith("mlma"):
        labels = dict.fromkeys(LABELS, float(UNKNOWN))
    if labels["obscene"] == UNKNOWN and own != UNKNOWN:
        labels["obscene"] = float(swears)
    if labels["toxic"] == 0:
        labels = {k: (0.0 if v == UNKNOWN and k != "obscene" else v) for k, v in labels.items()}
    return Row(
        text=text,
        source=source,
        labels=tuple(labels[name] for name in LABELS),
        own=own,
        sentiment=int(known.get("sentiment", UNKNOWN)),
    )


def clean(text: str) -> str:
    """Undo what collectors did to a text, then read it as serving will."""
    text = html.unescape(text).replace("<user>", "@user").replace("<number>", "number")
    return reading(_RETWEET.sub("", _TWEET_NAME.sub("@user", text)))


def as_served(row: Row) -> Row:
    """Links and names as serving reads them, where collectors had marks of their own.

    Some sources hold toxic texts alone, or do not know which are harmless: a mark that only they
    have would be learnt as abuse ("URL" stood in 1,314 toxic texts and 27 harmless ones).
    """
    text = _NAME.sub("@user", _LINK.sub("[link]", row.text))
    if row.source in LINKS_AS_WORDS:
        text = _LINK_AS_A_WORD.sub("[link]", text)
    return replace(row, text=text)


def has_swearing(text: str) -> bool:
    return bool(_SWEARING.search(text.lower()))


def addressed(text: str) -> bool:
    return bool(_ADDRESSED.search(text.lower()))


def key_of(text: str) -> str:
    """Twins share this key: letters only, folded."""
    return re.sub(r"\W+", " ", fold(text)).strip()


def without_twins(rows: list[Row], seen: set[str]) -> list[Row]:
    kept = []
    for row in rows:
        key = key_of(row.text)
        if key and key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def held_out(row: Row, share: float = SHARE_HELD_OUT, seed: int = SPLIT_SEED) -> bool:
    """A split by the text itself: the same text falls on the same side in every run."""
    digest = hashlib.sha256(f"{seed}:{key_of(row.text)}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < share


def cached_rows(data: Path, cache: Path = WORK / "rows.jsonl") -> tuple[list[Row], list[Row]]:
    """`training_rows`, read once: reading and folding 200,000 texts takes minutes."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    if not cache.exists():
        parts = training_rows(data)
        lines = (json.dumps([part, asdict(row)]) for part, rows in enumerate(parts) for row in rows)
        cache.write_text("\n".join(lines), encoding="utf-8")
    read: tuple[list[Row], list[Row]] = ([], [])
    for line in cache.read_text(encoding="utf-8").splitlines():
        part, values = json.loads(line)
        read[part].append(Row(**{**values, "labels": tuple(values["labels"])}))
    return read


def training_rows(data: Path) -> tuple[list[Row], list[Row]]:
    """Rows to train on and rows held out, without texts that stand in the dev sets."""
    dev_folder, train_folder = data / "dev", data / "train"
    seen = {
        key_of(row.text)
        for name in english_sources(dev_folder)
        for row in read_source(dev_folder, name)
    }
    rows: list[Row] = []
    for name in english_sources(train_folder):
        rows += without_twins(list(read_source(train_folder, name)), seen)
    kept = [as_served(row) for row in rows if not held_out(row)]
    aside = [as_served(row) for row in rows if held_out(row)]
    return kept, aside
