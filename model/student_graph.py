"""The student's ONNX graph: int8 from the table of embeddings to the second filters' sums.

It takes all pieces of all texts in one row, with a gap of REACH before, between and after them, so
that one call serves a whole batch whatever the lengths. Sums of int8 are exact, so what a filter
says at a place has the same bits in any company. Pooling over a text's own places and the last
layers follow in serving (`app/adapters/onnx/student.py`), to which the graph gives them, too.
"""

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from model.student import (
    EMBEDDING_STEP,
    FIRST_STEP,
    STEPS,
    WIDTH,
    Student,
    filter_steps,
)

ZERO = 128  # uint8 that stands for 0: x86 multiplies uint8 with int8 fastest
GAP = 0  # [PAD], which no text holds: its embedding is 0
MICROSOFT = "com.microsoft"
TO_THE_END = np.iinfo(np.int64).max


@dataclass(slots=True)
class Parts:
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, NDArray[np.generic]] = field(default_factory=dict)

    def node(self, kind: str, inputs: list[str], output: str, **more: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **more))
        return output

    def constant(self, name: str, value: object, kind: type[np.generic]) -> str:
        self.constants[name] = np.ascontiguousarray(np.array(value, dtype=kind))
        return name

    def filtered(self, layer: nn.Linear, source: str, step: str, zero: str, name: str) -> str:
        """A layer of filters over (places, values) in uint8; WIDTH - 1 places fewer come out."""
        axis = self.constant("first_axis", [0], np.int64)
        shifted = []
        for at in range(WIDTH):
            start = self.constant(f"start_{at}", [at], np.int64)
            left = WIDTH - 1 - at
            end = self.constant(f"end_{at}", [-left if left else TO_THE_END], np.int64)
            shifted.append(self.node("Slice", [source, start, end, axis], f"{name}_{at}"))
        windows = self.node("Concat", shifted, f"{name}_windows", axis=1)
        weight = layer.weight.detach()
        steps = filter_steps(weight)
        whole = (weight / steps).round().numpy().T
        filters = self.constant(f"{name}_filters", whole, np.int8)
        scales = self.constant(f"{name}_steps", steps.numpy()[:, 0], np.float32)
        bias = self.constant(f"{name}_bias", layer.bias.detach().numpy(), np.float32)
        return self.node(
            "MatMulIntegerToFloat",
            [windows, filters, step, scales, zero, "", bias],
            f"{name}_said",
            domain=MICROSOFT,
        )


def student_graph(student: Student) -> onnx.ModelProto:
    """`active`: what the second filters say at each place. `last_...`: the layers after pooling."""
    parts = Parts()
    whole = (student.embeddings.detach() / EMBEDDING_STEP).round().clamp(-STEPS, STEPS).numpy()
    whole[GAP] = 0
    table = parts.constant("pieces", whole + ZERO, np.uint8)
    step = parts.constant("piece_step", EMBEDDING_STEP, np.float32)
    found = parts.node("Gather", [table, "ids"], "found")
    zero = parts.constant("piece_zero", ZERO, np.uint8)
    heard = parts.filtered(student.first, found, step, zero, "first")
    # A byte without a sign: what is below 0 becomes 0, so no further node is needed.
    step = parts.constant("first_step", FIRST_STEP, np.float32)
    zero = parts.constant("first_zero", 0, np.uint8)
    bytes_ = parts.node("QuantizeLinear", [heard, step, zero], "first_bytes")
    said = parts.filtered(student.second, bytes_, step, zero, "second")
    parts.node("Relu", [said], "active")
    shape = student.shape
    outputs = {"active": ["places_heard", shape.second]}
    for name, layer in {"hidden": student.hidden, "heads": student.heads}.items():
        for kind, value in {"weight": layer.weight, "bias": layer.bias}.items():
            kept = parts.constant(f"{name}_{kind}", value.detach().numpy(), np.float32)
            outputs[parts.node("Identity", [kept], f"last_{name}_{kind}")] = list(value.shape)
    graph = helper.make_graph(
        parts.nodes,
        "student",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["places"])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes)
            for name, sizes in outputs.items()
        ],
        [numpy_helper.from_array(value, name) for name, value in parts.constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)
