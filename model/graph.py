"""The ONNX graph of a BERT encoder with heads, assembled by hand, in fp32 or int8.

Int8: every linear layer quantizes its input with a static scale (dynamic scales would let a
message's batch mates move its score) and multiplies with weights that have a scale per column.
Embeddings are int8 with a scale per row.

Nothing is padded: the windows of a batch lie in one row, one after the other. What works place by
place reads the whole row, so that weights, which no cache of a core holds, are fetched once for
many windows; attention reads each window by itself. So a window's mates cannot touch it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[np.generic]
MICROSOFT = "com.microsoft"
POSITIONS = 128  # the longest window that the graph accepts
SLOTS = 8  # windows that one run accepts; an empty one costs some ten microseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The smallest and largest input that a linear layer saw on the calibration texts."""

    low: float
    high: float


@dataclass(slots=True)
class Graph:
    weights: Mapping[str, Array]
    layers: int
    heads: int
    epsilon: float
    ranges: Mapping[str, Range] | None = None  # absent: fp32
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    quantized: dict[str, str] = field(default_factory=dict)

    def build(self, *, outputs: int, pooling: str) -> onnx.ModelProto:
        """Inputs: all windows' `ids` in one row, and the `lengths` of all slots, unused ones last.

        `logits` has one row for each slot; those of unused slots mean nothing.
        """
        self._slots()
        hidden = self._embed()
        for layer in range(self.layers):
            hidden = self._layer(hidden, f"encoder.layer.{layer}")
        pooled = self._pool(hidden, pooling)
        self._node("Gemm", [pooled, *self._head_constants()], "logits", transB=1)
        graph = helper.make_graph(
            self.nodes,
            "judge",
            [
                helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "places"]),
                helper.make_tensor_value_info("lengths", TensorProto.INT64, [SLOTS]),
            ],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [SLOTS, outputs])],
            self.constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def _slots(self) -> None:
        """`starts`: where each slot begins; `own`: 1 where a place (column) is a slot's (row)."""
        zero = self._constant("zero", np.array(0, dtype=np.int64))
        one = self._constant("one", np.array(1, dtype=np.int64))
        size = self._node("Size", ["ids"], "size")
        order = self._node("Range", [zero, size, one], "order")
        ends = self._node("CumSum", ["lengths", zero], "ends")
        starts = self._node("Sub", [ends, "lengths"], "starts")
        last_axis = self._constant("last_axis", np.array([1], dtype=np.int64))
        starts_down = self._node("Unsqueeze", [starts, last_axis], "starts_down")
        ends_down = self._node("Unsqueeze", [ends, last_axis], "ends_down")
        begun = self._node("LessOrEqual", [starts_down, order], "begun")
        going_on = self._node("Less", [order, ends_down], "going_on")
        both = self._node("And", [begun, going_on], "begun_and_going_on")
        self._node("Cast", [both], "own", to=TensorProto.FLOAT)

    def _embed(self) -> str:
        words = self.weights["embeddings.word_embeddings.weight"]
        if self.ranges is None:
            found = self._node("Gather", [self._constant("words", words), "ids"], "words_found")
        else:
            scales = np.abs(words).max(axis=1, keepdims=True) / 127
            scales = np.maximum(scales, 1e-12).astype(np.float32)
            whole = np.round(words / scales).astype(np.int8)
            picked = self._node("Gather", [self._constant("words", whole), "ids"], "words_int8")
            scale = self._node("Gather", [self._constant("word_scales", scales), "ids"], "scale")
            plain = self._node("Cast", [picked], "words_float", to=TensorProto.FLOAT)
            found = self._node("Mul", [plain, scale], "words_found")
        positions = self.weights["embeddings.position_embeddings.weight"][:POSITIONS]
        places = positions + self.weights["embeddings.token_type_embeddings.weight"][0]
        begins = self._node("Cast", ["starts"], "starts_float", to=TensorProto.FLOAT)
        before = self._node("MatMul", [begins, "own"], "before_float")
        offset = self._node("Cast", [before], "before", to=TensorProto.INT64)
        place = self._node("Sub", ["order", offset], "place")
        where = self._node("Gather", [self._constant("positions", places), place], "places")
        summed = self._node("Add", [found, where], "embedded")
        return self._norm(summed, "embeddings.LayerNorm")

    def _layer(self, hidden: str, name: str) -> str:
        attended = self._attend(hidden, name)
        mixed = self._linear(attended, f"{name}.attention.output.dense")
        added = self._node("Add", [mixed, hidden], f"{name}.attention_added")
        hidden = self._norm(added, f"{name}.attention.output.LayerNorm")
        wide = self._linear(hidden, f"{name}.intermediate.dense")
        active = self._node("Gelu", [wide], f"{name}.active", domain=MICROSOFT)
        narrow = self._linear(active, f"{name}.output.dense")
        added = self._node("Add", [narrow, hidden], f"{name}.added")
        return self._norm(added, f"{name}.output.LayerNorm")

    def _attend(self, hidden: str, name: str) -> str:
        """Each window to itself."""
        parts = [
            self._split(self._linear(hidden, f"{name}.attention.self.{part}"))
            for part in _ATTENTION_PARTS
        ]
        windows = [
            self._node(
                "MultiHeadAttention",
                list(window),
                f"{name}.attended.{slot}",
                domain=MICROSOFT,
                num_heads=self.heads,
            )
            for slot, window in enumerate(zip(*parts, strict=True))
        ]
        return self._node("Concat", windows, f"{name}.attended", axis=1)

    def _split(self, row: str) -> list[str]:
        pieces = [f"{row}.{slot}" for slot in range(SLOTS)]
        self.nodes.append(helper.make_node("Split", [row, "lengths"], pieces, axis=1))
        return pieces

    def _linear(self, source: str, name: str) -> str:
        weight, bias = self.weights[f"{name}.weight"].T, self.weights[f"{name}.bias"]
        bias_name = self._constant(f"{name}.bias", bias)
        if self.ranges is None:
            product = self._node(
                "MatMul", [source, self._constant(f"{name}.weight", weight)], f"{name}.product"
            )
            return self._node("Add", [product, bias_name], f"{name}.result")
        scale, zero = _affine(self.ranges[input_of(name)])
        whole, scales = _by_column(weight)
        scale_name = self._constant(f"{input_of(name)}.scale", scale)
        zero_name = self._constant(f"{input_of(name)}.zero", zero)
        return self._node(
            "MatMulIntegerToFloat",
            [
                self._quantized(source, scale_name, zero_name),
                self._constant(f"{name}.weight", whole),
                scale_name,
                self._constant(f"{name}.scales", scales),
                zero_name,
                "",
                bias_name,
            ],
            f"{name}.result",
            domain=MICROSOFT,
        )

    def _quantized(self, source: str, scale: str, zero: str) -> str:
        if source not in self.quantized:
            self.quantized[source] = self._node(
                "QuantizeLinear", [source, scale, zero], f"{source}.int8"
            )
        return self.quantized[source]

    def _norm(self, source: str, name: str) -> str:
        scale = self._constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self._constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self._node(
            "LayerNormalization", [source, scale, bias], f"{name}.result", epsilon=self.epsilon
        )

    def _pool(self, hidden: str, pooling: str) -> str:
        first = self._constant("first_axis", np.array([0], dtype=np.int64))
        row = self._node("Squeeze", [hidden, first], "row")
        if pooling == "mean":
            summed = self._node("MatMul", ["own", row], "summed")
            lengths = self._node("Cast", ["lengths"], "lengths_float", to=TensorProto.FLOAT)
            counts = self._node("Unsqueeze", [lengths, "last_axis"], "counts")
            return self._node("Div", [summed, counts], "pooled")
        last = self._node("Sub", ["size", "one"], "last_place")
        where = self._node("Min", ["starts", last], "first_places")  # unused slots start beyond it
        token = self._node("Gather", [row, where], "first_tokens")
        weight = self._constant("pooler.weight", self.weights["pooler.dense.weight"])
        bias = self._constant("pooler.bias", self.weights["pooler.dense.bias"])
        dense = self._node("Gemm", [token, weight, bias], "pooler.dense", transB=1)
        return self._node("Tanh", [dense], "pooled")

    def _head_constants(self) -> tuple[str, str]:
        return (
            self._constant("heads.weight", self.weights["heads.weight"]),
            self._constant("heads.bias", self.weights["heads.bias"]),
        )

    def _node(
        self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object
    ) -> str:
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes)
        self.nodes.append(node)
        return output

    def _constant(self, name: str, value: Array) -> str:
        if all(known.name != name for known in self.constants):
            self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name


_ATTENTION_PARTS = ("query", "key", "value")


def input_of(name: str) -> str:
    """Linear layers that read the same tensor share its range: query, key and value."""
    return name.rsplit(".", 1)[0] if name.endswith(_ATTENTION_PARTS) else name


def _affine(seen: Range) -> tuple[Array, Array]:
    low, high = min(seen.low, 0.0), max(seen.high, 0.0)
    scale = max((high - low) / 255, 1e-9)
    zero = int(np.clip(round(-low / scale), 0, 255))
    return np.array(scale, dtype=np.float32), np.array(zero, dtype=np.uint8)


def _by_column(weight: Array) -> tuple[Array, Array]:
    scales = np.maximum(np.abs(weight).max(axis=0) / 127, 1e-12).astype(np.float32)
    return np.round(weight / scales).astype(np.int8), scales
