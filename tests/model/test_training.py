"""The loss reads known labels only; a bad sentence stays bad among good ones."""

import random

import pytest

REASON = "the workshop's environment (model/requirements.txt) is not installed"
torch = pytest.importorskip("torch", reason=REASON)
pytest.importorskip("transformers", reason=REASON)
pytest.importorskip("rich", reason=REASON)

from transformers import BertConfig  # noqa: E402 - after the skips

from model.batches import to_batch  # noqa: E402
from model.data import Row, to_row  # noqa: E402
from model.encoder import Judge  # noqa: E402
from model.schema import LABELS, SENTIMENTS, UNKNOWN  # noqa: E402
from model.train import hidden, loss_of, mixed, taught_loss  # noqa: E402

SOURCES = ["made_up"]
OUTPUTS = len(LABELS) + len(SOURCES) + len(SENTIMENTS)


def row(text: str, **known: float) -> Row:
    return to_row(text, known, "made_up")


def test_an_absent_label_teaches_nothing() -> None:
    rows = [row("women cannot drive", identity_attack=1), row("nice day", sentiment=2)]
    batch = to_batch(rows, [[1, 2], [1, 2]], SOURCES)
    logits = torch.zeros(2, OUTPUTS, requires_grad=True)
    loss_of(logits, batch).backward()
    taught = {
        (at, name)
        for at in range(2)
        for name, slope in zip([*LABELS, "own", *SENTIMENTS], logits.grad[at], strict=True)
        if slope != 0
    }
    assert taught == {(0, "identity_attack"), *((1, name) for name in SENTIMENTS)}


def test_a_wrong_answer_costs_more_than_a_right_one() -> None:
    batch = to_batch([row("you there", toxic=1)], [[1, 2]], SOURCES)
    wrong, right = torch.full((1, OUTPUTS), -3.0), torch.full((1, OUTPUTS), 3.0)
    assert loss_of(wrong, batch) > loss_of(right, batch)


def test_a_taught_judge_has_nothing_to_learn_where_it_says_what_its_teacher_says() -> None:
    said = torch.randn(4, OUTPUTS, generator=torch.Generator().manual_seed(2))
    logits = said.clone().requires_grad_()
    taught_loss(logits, said).backward()
    assert torch.allclose(logits.grad, torch.zeros_like(said), atol=1e-6)
    for output in range(OUTPUTS):
        other = said.clone()
        other[:, output] += 1.0
        assert taught_loss(other, said) > taught_loss(said, said)


def test_a_thinned_judge_keeps_the_layers_it_is_told_and_leaves_the_whole_one_alone() -> None:
    sizes = {"hidden_size": 12, "num_attention_heads": 2, "intermediate_size": 16}
    whole = Judge(BertConfig(vocab_size=30, num_hidden_layers=6, **sizes), SOURCES).eval()
    thin = whole.thinned([0, 2, 5]).eval()
    ids, mask = torch.tensor([[1, 2, 3]]), torch.ones(1, 3, dtype=torch.long)
    before = whole(ids, mask)

    assert len(thin.encoder.encoder.layer) == thin.encoder.config.num_hidden_layers == 3
    for kept, layer in zip((0, 2, 5), thin.encoder.encoder.layer, strict=True):
        own = dict(layer.named_parameters())
        for name, value in whole.encoder.encoder.layer[kept].named_parameters():
            assert torch.equal(own[name], value)
    with torch.no_grad():
        thin.heads.weight.zero_()
    assert torch.equal(whole(ids, mask), before)


def test_a_hidden_row_keeps_what_is_known_to_be_bad() -> None:
    bad, good = row("you there", toxic=1), row("nice day", toxic=0)
    mixed = hidden(bad, [good, good], random.Random(1))
    known = dict(zip(LABELS, mixed.labels, strict=True))
    assert "you there" in mixed.text
    assert known["toxic"] == 1
    assert known["threat"] == UNKNOWN
    assert hidden(good, [good], random.Random(1)).labels[LABELS.index("toxic")] == 0


def test_a_mixture_reads_a_source_as_often_as_it_says() -> None:
    rows = [row("you there", toxic=1)] * 1000
    assert len(mixed(rows, {}, random.Random(1))) == 1000
    assert len(mixed(rows, {"made_up": 2}, random.Random(1))) == 2000
    assert 200 < len(mixed(rows, {"made_up": 0.25}, random.Random(1))) < 300
