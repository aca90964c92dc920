"""The hand-assembled graph computes what PyTorch computes, in fp32 and nearly so in int8."""

from pathlib import Path
from typing import Any

import pytest

REASON = "the workshop's environment (model/requirements.txt) is not installed"
np = pytest.importorskip("numpy", reason=REASON)
torch = pytest.importorskip("torch", reason=REASON)
transformers = pytest.importorskip("transformers", reason=REASON)
onnxruntime = pytest.importorskip("onnxruntime", reason=REASON)

from model.encoder import Judge, restore, save  # noqa: E402 - after the skips
from model.export import load  # noqa: E402
from model.graph import SLOTS, Range, input_of  # noqa: E402
from model.schema import LABELS, SENTIMENTS  # noqa: E402
from model.soup import mixed  # noqa: E402

TINY = {
    "vocab_size": 90, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
    "intermediate_size": 64, "max_position_embeddings": 128,
}  # fmt: skip
IDS = [[2, 17, 5, 80, 3], [4, 4, 9, 33, 71]]


@pytest.fixture
def own_checkpoint(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "judge.pt"
    save(Judge(transformers.BertConfig(**TINY), ["some_en", "other_en"]), path, done=1.0)
    return path


def run(model: bytes, ids: list[list[int]]) -> Any:
    session = onnxruntime.InferenceSession(model)
    lengths = [len(one) for one in ids] + [0] * (SLOTS - len(ids))
    row = [[piece for one in ids for piece in one]]
    feeds = {"ids": np.array(row), "lengths": np.array(lengths)}
    return session.run(None, feeds)[0][: len(ids)]


def test_fp32_equals_pytorch_for_our_checkpoint(own_checkpoint: Path) -> None:
    judge, _ = restore(own_checkpoint)
    judge.eval()
    ids = torch.tensor(IDS)
    with torch.inference_mode():
        logits = judge(ids, torch.ones_like(ids)).numpy()
    shipped = [*range(len(LABELS)), *range(logits.shape[1] - len(SENTIMENTS), logits.shape[1])]
    model = load(own_checkpoint).graph().SerializeToString()
    assert np.abs(run(model, IDS) - logits[:, shipped]).max() < 1e-4


def test_int8_is_near_fp32_and_blind_to_batch_mates(own_checkpoint: Path) -> None:
    checkpoint = load(own_checkpoint)
    ranges = {
        input_of(name): Range(low=-4.0, high=4.0)
        for name, module in checkpoint.encoder.named_modules()
        if isinstance(module, torch.nn.Linear)
    }
    model = checkpoint.graph(ranges).SerializeToString()
    together = run(model, IDS)
    assert np.abs(together - run(checkpoint.graph().SerializeToString(), IDS)).max() < 0.1
    assert np.abs(together[:1] - run(model, IDS[:1])).max() < 1e-5


def test_windows_of_all_lengths_lie_in_one_row_and_never_touch(own_checkpoint: Path) -> None:
    """Also where every slot is taken, and where a window is as long as can be."""
    model = load(own_checkpoint).graph().SerializeToString()
    chance = np.random.default_rng(3)
    windows = [chance.integers(0, 90, size).tolist() for size in (1, 7, 128, 2, 2, 30, 5, 19)]
    assert len(windows) == SLOTS
    together = run(model, windows)
    alone = np.concatenate([run(model, [window]) for window in windows])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(run(model, windows[::-1])[::-1] - together).max() < 1e-5


def test_a_hugging_face_classifier_is_exported_as_it_is(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = transformers.BertConfig(
        **TINY, id2label={0: "toxic", 1: "threat"}, label2id={"toxic": 0, "threat": 1}
    )
    theirs = transformers.BertForSequenceClassification(config).eval()
    theirs.save_pretrained(tmp_path)
    with torch.inference_mode():
        logits = theirs(torch.tensor(IDS)).logits.numpy()
    checkpoint = load(tmp_path)
    assert checkpoint.labels == ("toxic", "threat")
    assert np.abs(run(checkpoint.graph().SerializeToString(), IDS) - logits).max() < 1e-4


def test_a_soup_of_two_runs_has_each_weight_by_its_share() -> None:
    one, other = (Judge(transformers.BertConfig(**TINY), ["some_en"]) for _ in range(2))
    before = one.heads.weight.detach().clone()
    soup = mixed([(one, 1.0), (other, 3.0)])
    assert torch.allclose(soup.heads.weight, before / 4 + other.heads.weight * 3 / 4)


def test_a_soup_of_nothing_is_refused() -> None:
    judge = Judge(transformers.BertConfig(**TINY), ["some_en"])
    with pytest.raises(ValueError, match="more than 0"):
        mixed([(judge, 0.0)])
