"""Make the graph of the embedded model, without weights: ``python -m tests.training.e5_graph``.

Writes aligner/encode/data/e5.onnx: BERT with 4-bit matrices (``MatMulNBits``, block 32, symmetric). Accuracy
level 4 takes the activations as 8-bit numbers, block by block. The two outputs are the last layer, and the
middle one that token states are read from.
"""

from __future__ import annotations

from pathlib import Path

from onnx import ModelProto, NodeProto, TensorProto, helper

from aligner.encode.embedded import model_file
from aligner.encode.model_file import BLOCK_WEIGHTS, Shape, read_packed
from aligner.encode.windows import middle_layer

OUT = Path(__file__).resolve().parents[2] / "aligner" / "encode" / "data" / "e5.onnx"
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

    def matrix(self, source: str, name: str, rows: int, columns: int) -> str:
        """The product of `source` and a 4-bit matrix."""
        blocks = columns // BLOCK_WEIGHTS
        numbers = self.weight(f"{name}.q", rows, blocks, BLOCK_WEIGHTS // 2, dtype=TensorProto.UINT8)
        scales = self.weight(f"{name}.s", rows * blocks)
        return self.add(
            "MatMulNBits", [source, numbers, scales], f"{name}.out",
            N=rows, K=columns, bits=4, block_size=BLOCK_WEIGHTS, accuracy_level=4,
        )  # fmt: skip

    def norm(self, source: str, skip: str, stem: str, name: str, bias: str) -> str:
        """Layer normalisation of `source` + bias + `skip`."""
        hidden = self.shape.hidden
        parts = [self.weight(f"{stem}{name}.w", hidden), self.weight(f"{stem}{name}.b", hidden)]
        inputs = [source, skip, *parts, self.weight(f"{stem}{bias}", hidden)]
        return self.add("SkipLayerNormalization", inputs, f"{stem}{name}.out", epsilon=self.shape.epsilon)

    def layer(self, source: str, stem: str) -> str:
        """One layer of BERT."""
        hidden, wide = self.shape.hidden, self.shape.feed_forward
        heads = [self.matrix(source, stem + name, hidden, hidden) for name in "qkv"]
        bias = self.weight(f"{stem}qkv.b", 3 * hidden)
        attention = self.add(
            "MultiHeadAttention", [*heads, bias], f"{stem}attention", num_heads=self.shape.heads
        )
        middle = self.norm(self.matrix(attention, f"{stem}ao", hidden, hidden), source, stem, "aln", "ao.b")
        inner = self.matrix(middle, f"{stem}fi", wide, hidden)
        active = self.add("BiasGelu", [inner, self.weight(f"{stem}fi.b", wide)], f"{stem}active")
        return self.norm(self.matrix(active, f"{stem}fo", hidden, wide), middle, stem, "oln", "fo.b")

    def model(self) -> ModelProto:
        """The whole graph: word embeddings (1, n, d) in, two layers of states out."""
        hidden = self.shape.hidden
        parts = ["embedded", self.weight("emb.ln.w", hidden), self.weight("emb.ln.b", hidden)]
        states = self.add("LayerNormalization", parts, "x0", domain="", epsilon=self.shape.epsilon)
        layers = [states := self.layer(states, f"l{number}.") for number in range(self.shape.layers)]
        outputs = (layers[-1], layers[middle_layer(self.shape.layers) - 1])
        described = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["b", "n", hidden])
            for name in ("embedded", *outputs)
        ]
        graph = helper.make_graph(self.nodes, "e5", described[:1], described[1:], self.weights)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=9)


def make() -> bytes:
    """The graph's bytes."""
    made: bytes = Graph(read_packed(model_file()).shape).model().SerializeToString(deterministic=True)
    return made


if __name__ == "__main__":
    OUT.write_bytes(make())
