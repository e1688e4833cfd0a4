"""The weights as an ONNX network: sums of embeddings of the tokens of one text → their final states.

Most products are of bytes: activations to 8 bits by one scale a text, weights to 7 bits by one scale an output. With
7 bits two products fit in 16 bits, so that processors without VNNI, whose instruction saturates there, give the same
vectors as others. The second product of the feed-forward part keeps the 4-bit blocks as they are, its activations in
blocks of 32 too: after GELU a few stand far out, and under one scale they would leave the others no digits. That
takes some of the speed, and most of the distance to vectors of full activations.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from kb.search.bundled.weights import BLOCK, FloatArray, Quantised, Weights

INPUT, OUTPUT = "embeddings", "states"
_OPSET, _IR_VERSION = 20, 10
# The operators that ONNX Runtime adds to ONNX.
_RUNTIME = "com.microsoft"
_LARGEST, _SMALLEST = 63, np.float32(1e-30)
# Activations to 8 bits, block by block.
_BLOCKS_OF_BYTES = 4


def network(weights: Weights) -> ModelProto:
    """The network of ``weights``; its input and output are (1, tokens, hidden)."""
    graph = _Graph(weights)
    state = graph.norm(INPUT, "emb.ln")
    for layer in range(weights.shape.layers):
        state = graph.layer(state, f"l{layer}")
    graph.node("Identity", [state], OUTPUT)
    return graph.model()


class _Graph:
    """Nodes and constants of a network as they are added; each method names what it adds and gives that name."""

    def __init__(self, weights: Weights) -> None:
        self._weights, self._shape = weights, weights.shape
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def model(self) -> ModelProto:
        sizes: list[str | int | None] = [1, "tokens", self._shape.hidden]
        ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes) for name in (INPUT, OUTPUT)]
        graph = helper.make_graph(self._nodes, "encoder", ends[:1], ends[1:], self._constants)
        imports = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=imports, ir_version=_IR_VERSION)

    def layer(self, state: str, name: str) -> str:
        heads = self._shape.heads
        parts = [f"{name}.{part}" for part in "qkv"]
        self._split(self._bytes(state, parts, f"{name}.qkv"), parts)
        seen = self.node("MultiHeadAttention", parts, f"{name}.seen", _RUNTIME, num_heads=heads)
        added = self._bytes(seen, [f"{name}.ao"], f"{name}.ao")
        state = self._sum_norm(state, added, f"{name}.aln")
        inner = self._bytes(state, [f"{name}.fi"], f"{name}.fi")
        inner = self.node("Gelu", [inner], f"{name}.gelu", _RUNTIME)
        added = self._blocks(inner, self._weights.quantised(f"{name}.fo.w", self._shape.feed_forward), f"{name}.fo")
        return self._sum_norm(state, added, f"{name}.oln")

    def norm(self, state: str, name: str) -> str:
        scale, bias = self._floats(f"{name}.w"), self._floats(f"{name}.b")
        return self.node("LayerNormalization", [state, scale, bias], name, epsilon=self._shape.epsilon)

    def _sum_norm(self, state: str, added: str, name: str) -> str:
        return self.norm(self.node("Add", [state, added], f"{name}.sum"), name)

    def _bytes(self, state: str, matrices: Sequence[str], name: str) -> str:
        """``state`` times the matrices side by side, all as bytes: at once, so that ``state`` is made bytes of once."""
        values = np.concatenate([self._weights.quantised(f"{one}.w", self._shape.hidden).values() for one in matrices])
        bias = np.concatenate([self._weights.floats(f"{one}.b") for one in matrices])
        scales: FloatArray = np.maximum(np.abs(values).max(axis=1), _SMALLEST) / _LARGEST
        rounded = np.rint(values / scales[:, None]).astype(np.int8)
        zero = self._constant(f"{name}.zero", np.zeros(len(values), np.int8))
        weights, scale = self._constant(f"{name}.bytes", rounded.T), self._constant(f"{name}.scale", scales)
        inputs = [state, weights, scale, zero, self._constant(f"{name}.b", bias)]
        return self.node("DynamicQuantizeMatMul", inputs, name, _RUNTIME)

    def _split(self, states: str, names: Sequence[str]) -> None:
        """``states`` cut into parts of one length along the last axis."""
        self._nodes.append(helper.make_node("Split", [states], names, axis=2, num_outputs=len(names)))

    def _blocks(self, state: str, matrix: Quantised, name: str) -> str:
        """``state`` times ``matrix``, whose 4-bit blocks stay; in a byte ONNX Runtime wants neighbours."""
        outputs, inputs = matrix.halves.shape
        packed = (matrix.halves[:, ::2] | matrix.halves[:, 1::2] << 4).reshape(outputs, inputs // BLOCK, BLOCK // 2)
        weights, scale = self._constant(f"{name}.blocks", packed), self._constant(f"{name}.scale", matrix.scales)
        operands = [state, weights, scale, "", "", self._floats(f"{name}.b")]
        size = {"K": inputs, "N": outputs, "bits": 4, "block_size": BLOCK, "accuracy_level": _BLOCKS_OF_BYTES}
        return self.node("MatMulNBits", operands, name, _RUNTIME, **size)

    def _floats(self, name: str) -> str:
        return self._constant(name, self._weights.floats(name))

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **settings: float) -> str:
        options: dict[str, Any] = settings
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **options))
        return output
