"""Make the graph of the embedded model, without weights: ``python -m tests.training.e5_graph``.

Writes aligner/encode/data/e5.onnx, the layers up to that which token states are read from, and e5_upper.onnx,
those above: BERT whose products of matrices are of 8-bit numbers (``DynamicQuantizeMatMul``, which takes its
states as such with one scale a text; those of `Graph.matrix_by_token` are evened out before, so that each
token has its own). Sums and norms are nodes of their own: ``SkipLayerNormalization`` takes twice as long.
Either takes states and gives those of its last layer.
"""

from __future__ import annotations

from pathlib import Path

from onnx import ModelProto, NodeProto, TensorProto, helper

from aligner.encode.embedded import model_file
from aligner.encode.model_file import Shape, read_packed
from aligner.encode.onnx_encoder import COPIES, GRAPHS, IN_PARTS, OUTLIERS

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

    def plain(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        """The same with a node of ONNX itself."""
        return self.add(kind, inputs, output, "", **attributes)

    def matrix(self, source: str, name: str, layer: int, rows: int, columns: int, bias: str = "") -> str:
        """The product of `source`, whose states have one scale in all, and a matrix of a layer."""
        stem, added = f"l{layer}.{name}", self.weight(bias, rows) if bias else ""
        columns += len(OUTLIERS) * (COPIES - 1) if name in IN_PARTS else 0
        numbers = self.weight(f"{stem}.q", columns, rows, dtype=TensorProto.INT8)
        inputs = [source, numbers, self.weight(f"{stem}.s", rows), "", added]
        return self.add("DynamicQuantizeMatMul", inputs, f"{stem}.product")

    def matrix_by_token(self, source: str, name: str, layer: int, rows: int, columns: int) -> str:
        """The same with a scale for each token: its states are divided by the largest, and what comes out
        is multiplied by it."""
        stem = f"l{layer}.{name}"
        size = source if name == "fo" else self.plain("Abs", [source], f"{stem}.size")  # Gelu: nearly all > 0
        largest = self.plain("ReduceMax", [size], f"{stem}.largest", axes=[-1])
        even = self.plain("Div", [source, largest], f"{stem}.even")
        return self.plain("Mul", [self.matrix(even, name, layer, rows, columns), largest], f"{stem}.scaled")

    def in_parts(self, lessened: str, stem: str) -> str:
        """States whose `OUTLIERS` are a part of themselves, with the other parts behind them."""
        outliers = self.plain("Gather", [lessened, "outliers"], f"{stem}.outliers", axis=-1)
        return self.plain("Concat", [lessened, *[outliers] * (COPIES - 1)], f"{stem}.parts", axis=-1)

    def norm(self, source: str, name: str) -> str:
        """Layer normalisation."""
        parts = [self.weight(f"{name}.{part}", self.shape.hidden) for part in "wb"]
        return self.plain("LayerNormalization", [source, *parts], f"{name}.out", epsilon=self.shape.epsilon)

    def norm_in_parts(self, source: str, name: str) -> tuple[str, str]:
        """Layer normalisation, and what `fi` takes of it: the states without gain and bias, in parts."""
        hidden, epsilon = self.shape.hidden, self.shape.epsilon
        bare = self.plain("LayerNormalization", [source, "share"], f"{name}.bare", epsilon=epsilon)
        gained = self.plain("Mul", [bare, self.weight(f"{name}.w", hidden)], f"{name}.gained")
        states = self.plain("Add", [gained, self.weight(f"{name}.b", hidden)], f"{name}.out")
        return states, self.in_parts(bare, name)

    def layer(self, source: str, layer: int) -> str:
        """One layer of BERT."""
        hidden, wide, stem = self.shape.hidden, self.shape.feed_forward, f"l{layer}."
        query, keys = (self.matrix(source, name, layer, hidden, hidden) for name in "qk")
        lessened = self.plain("Mul", [source, "share"], f"{stem}lessened")
        values = self.matrix_by_token(self.in_parts(lessened, f"{stem}v"), "v", layer, hidden, hidden)
        bias = self.weight(f"{stem}qkv.b", 3 * hidden)
        mixed = self.add(
            "MultiHeadAttention", [query, keys, values, bias], f"{stem}attention", num_heads=self.shape.heads
        )
        mixed = self.matrix_by_token(mixed, "ao", layer, hidden, hidden)
        middle, inner = self.norm_in_parts(self.sum(mixed, source, f"{stem}ao"), f"{stem}aln")
        inner = self.matrix(inner, "fi", layer, wide, hidden, f"{stem}fi.b")
        active = self.add("Gelu", [inner], f"{stem}active")
        inner = self.matrix_by_token(active, "fo", layer, hidden, wide)
        return self.norm(self.sum(inner, middle, f"{stem}fo"), f"{stem}oln")

    def sum(self, product: str, states: str, stem: str) -> str:
        """A product, its bias and the states before it."""
        biased = self.plain("Add", [product, self.weight(f"{stem}.b", self.shape.hidden)], f"{stem}.biased")
        return self.plain("Add", [biased, states], f"{stem}.sum")

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
