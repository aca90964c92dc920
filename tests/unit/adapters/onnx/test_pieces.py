"""Word pieces by memory are those of the tokenizer, whatever people type."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from app.adapters.onnx import pieces
from app.adapters.onnx.pieces import WordPieces

TOKENIZER = Path(__file__).resolve().parents[4] / "model" / "artifact" / "tokenizer.json"

pytestmark = pytest.mark.ml

TRAPS = "hello Hello idiot i'm don't x_y [SEP] [MASK] [CLS] 4ever !? ##ing".split()  # noqa: SIM905
OTHERS = ["\u00e9t\u00e9", "\u4f60\u597d", "\u200b", "\U0001f600", "\x01", "\t", "a" * 120]
TYPED = st.lists(st.sampled_from([*TRAPS, *OTHERS]), max_size=10).map(" ".join)


@pytest.fixture(scope="module")
def remembering() -> WordPieces:
    return WordPieces(TOKENIZER.read_bytes())


@pytest.fixture(scope="module")
def plain() -> Any:
    tokenizer: Any = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return tokenizer


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.text("abAB01 .,'[]#@_-", max_size=60), TYPED))
def test_remembered_pieces_are_those_of_the_tokenizer(
    remembering: WordPieces, plain: Any, text: str
) -> None:
    expected = plain.encode(text, add_special_tokens=False).ids
    assert remembering.of([text, text]) == [expected, expected]


def test_nobody_can_type_a_separator_of_the_model(remembering: WordPieces, plain: Any) -> None:
    (typed,) = remembering.of(["hi [SEP] [MASK]"])
    assert not {plain.token_to_id("[SEP]"), plain.token_to_id("[MASK]")} & set(typed)


def test_memory_is_bounded_whatever_is_typed(
    remembering: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "WORDS_KEPT", 50)
    remembering.of([f"word{number} " + "y" * 200 for number in range(500)])
    assert len(remembering._kept) <= 50
    assert max(map(len, remembering._kept)) <= pieces.LONGEST_KEPT
