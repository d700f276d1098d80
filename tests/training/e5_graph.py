"""Make the graph of the embedded model, without weights: ``python -m tests.training.e5_graph``.

Writes aligner/encode/data/e5.onnx, the layers up to that which token states are read from, and e5_upper.onnx,
those above: BERT with two kinds of products. Most are ``MatMulNBits`` (block 32,
symmetric), whose accuracy level 4 takes the states as 8-bit numbers, block by block. Where
`onnx_encoder.is_integer` says so, ``DynamicQuantizeMatMul`` takes those of a text as 8-bit numbers of one
scale. Sums and norms are nodes of their own: ``SkipLayerNormalization`` takes twice as long. Either takes
states and gives those of its last layer.
"""

from __future__ import annotations

from pathlib import Path

from onnx import ModelProto, NodeProto, TensorProto, helper

from aligner.encode.embedded import model_file
from aligner.encode.model_file import BLOCK_WEIGHTS, Shape, read_packed
from aligner.encode.onnx_encoder import COPIES, GRAPHS, OUTLIERS, is_integer

PACKAGE = Path(__file__).resolve().parents[2] / "aligner"
MICROSOFT = "com.microsoft"


class Graph:
    """Nodes and names of weights, added one after the other."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, *size: int, dtype: int = TensorProto.FLOAT) -> str:
        """A weight that the session will be given from outside."""
        tensor = TensorProto(name=name, data_type=dtype, dims=size, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="weights")
        self.weights.append(tensor)
        return name

    def add(
        self, kind: str, inputs: list[str], output: str, domain: str = MICROSOFT, **attributes: object
    ) -> str:
        """A node; returns the name of what it gives."""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def matrix(self, source: str, name: str, layer: int, rows: int, columns: int, bias: str = "") -> str:
        """The product of `source` and a matrix of a layer."""
        stem, added = f"l{layer}.{name}", self.weight(bias, rows) if bias else ""
        if is_integer(name, layer):
            columns += len(OUTLIERS) * (COPIES - 1) if name == "fi" else 0
            numbers = self.weight(f"{stem}.q", columns, rows, dtype=TensorProto.INT8)
            inputs = [source, numbers, self.weight(f"{stem}.s", rows), "", added]
            return self.add("DynamicQuantizeMatMul", inputs, f"{stem}.out")
        blocks = columns // BLOCK_WEIGHTS
        numbers = self.weight(f"{stem}.q", rows, blocks, BLOCK_WEIGHTS, dtype=TensorProto.UINT8)
        scales = self.weight(f"{stem}.s", rows * blocks)
        return self.add(
            "MatMulNBits", [source, numbers, scales, "", "", added], f"{stem}.out",
            N=rows, K=columns, bits=8, block_size=BLOCK_WEIGHTS, accuracy_level=4,
        )  # fmt: skip

    def norm(self, source: str, name: str) -> str:
        """Layer normalisation."""
        parts = [self.weight(f"{name}.{part}", self.shape.hidden) for part in "wb"]
        return self.add(
            "LayerNormalization", [source, *parts], f"{name}.out", domain="", epsilon=self.shape.epsilon
        )

    def norm_in_parts(self, source: str, name: str) -> tuple[str, str]:
        """Layer normalisation, and what an integer `fi` takes of it: the states without gain and bias,
        `OUTLIERS` in parts."""
        hidden = self.shape.hidden
        plain = self.add(
            "LayerNormalization", [source, "share"], f"{name}.plain", domain="", epsilon=self.shape.epsilon
        )
        gained = self.add("Mul", [plain, self.weight(f"{name}.w", hidden)], f"{name}.gained", domain="")
        states = self.add("Add", [gained, self.weight(f"{name}.b", hidden)], f"{name}.out", domain="")
        outliers = self.add("Gather", [plain, "outliers"], f"{name}.outliers", domain="", axis=-1)
        parts = [plain, *[outliers] * (COPIES - 1)]
        return states, self.add("Concat", parts, f"{name}.parts", domain="", axis=-1)

    def layer(self, source: str, layer: int) -> str:
        """One layer of BERT."""
        hidden, wide, stem = self.shape.hidden, self.shape.feed_forward, f"l{layer}."
        heads = [self.matrix(source, name, layer, hidden, hidden) for name in "qkv"]
        bias = self.weight(f"{stem}qkv.b", 3 * hidden)
        attention = self.add(
            "MultiHeadAttention", [*heads, bias], f"{stem}attention", num_heads=self.shape.heads
        )
        added = self.matrix(attention, "ao", layer, hidden, hidden, f"{stem}ao.b")
        added = self.add("Add", [added, source], f"{stem}attended", domain="")
        if is_integer("fi", layer):
            middle, inner = self.norm_in_parts(added, f"{stem}aln")
        else:
            middle = inner = self.norm(added, f"{stem}aln")
        inner = self.matrix(inner, "fi", layer, wide, hidden, f"{stem}fi.b")
        active = self.add("Gelu", [inner], f"{stem}active")
        added = self.matrix(active, "fo", layer, hidden, wide, f"{stem}fo.b")
        return self.norm(self.add("Add", [added, middle], f"{stem}added", domain=""), f"{stem}oln")

    def model(self, layers: range) -> ModelProto:
        """Some layers: states (1, n, d) in, states out; into the lowest go word embeddings."""
        hidden = self.shape.hidden
        self.weight("share", hidden)
        self.weights.append(helper.make_tensor("outliers", TensorProto.INT64, [len(OUTLIERS)], OUTLIERS))
        states = "states" if layers.start else self.norm("states", "emb.ln")
        for number in layers:
            states = self.layer(states, number)
        described = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["b", "n", hidden])
            for name in ("states", states)
        ]
        graph = helper.make_graph(self.nodes, "e5", described[:1], described[1:], self.weights)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=9)


def make(layers: range) -> bytes:
    """The bytes of the graph of some layers."""
    made: bytes = Graph(read_packed(model_file()).shape).model(layers).SerializeToString(deterministic=True)
    return made


if __name__ == "__main__":
    for path, layers in GRAPHS.items():
        (PACKAGE / path).write_bytes(make(layers))
