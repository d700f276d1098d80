"""Make the graph of one layer of the local reader: ``python -m tests.training.local_reader_graph``.

Writes aligner/reader/local/data/layer.onnx, without weights: a layer of Qwen2 (root mean square norms, rotary
places, groups of heads with common keys and values, gated feed-forward network) whose products of matrices
are of 8-bit numbers (``DynamicQuantizeMatMul``). The states of each token are divided by the largest before,
so that each has its own scale.
"""

from __future__ import annotations

from pathlib import Path

from onnx import NodeProto, TensorProto, helper

from aligner.reader.local.network import EPSILON, GRAPH, SHAPE

PACKAGE = Path(__file__).resolve().parents[2] / "aligner"


class _Layer:
    """Nodes and names of weights, added one after the other."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, *size: int, dtype: int = TensorProto.FLOAT) -> str:
        """A weight that the session will be given from outside."""
        tensor = TensorProto(name=name, data_type=dtype, dims=size, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="weights")
        self.weights.append(tensor)
        return name

    def number(self, name: str, value: float) -> str:
        """A number that is part of the graph."""
        self.weights.append(helper.make_tensor(name, TensorProto.FLOAT, [], [value]))
        return name

    def sizes(self, name: str, *values: int) -> str:
        """Sizes that are part of the graph."""
        self.weights.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
        return name

    def add(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        """A node; returns the name of what it gives."""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def split(self, source: str, outputs: list[str], axis: int, *sizes: int) -> list[str]:
        """A node that gives parts."""
        inputs = [source, self.sizes(f"{source}.sizes", *sizes)]
        self.nodes.append(helper.make_node("Split", inputs, outputs, axis=axis))
        return outputs

    def reshaped(self, source: str, *sizes: int) -> str:
        """The same numbers in another shape."""
        return self.add("Reshape", [source, self.sizes(f"{source}.shape", *sizes)], f"{source}.reshaped")

    def norm(self, source: str, name: str) -> str:
        """Root mean square norm (Zhang & Sennrich 2019)."""
        square = self.add("Mul", [source, source], f"{name}.square")
        mean = self.add("ReduceMean", [square], f"{name}.mean", axes=[-1])
        root = self.add("Sqrt", [self.add("Add", [mean, "epsilon"], f"{name}.more")], f"{name}.root")
        even = self.add("Div", [source, root], f"{name}.even")
        return self.add("Mul", [even, self.weight(f"{name}.w", SHAPE.hidden)], f"{name}.out")

    def matrix(self, source: str, name: str, columns: int, rows: int) -> str:
        """The product with a matrix; each token has a scale of its own."""
        largest = self.add("ReduceMax", [self.add("Abs", [source], f"{name}.abs")], f"{name}.max", axes=[-1])
        even = self.add("Div", [source, largest], f"{name}.even")
        numbers = self.weight(f"{name}.q", columns, rows, dtype=TensorProto.INT8)
        inputs = [even, numbers, self.weight(f"{name}.s", rows)]
        product = self.add("DynamicQuantizeMatMul", inputs, f"{name}.product", "com.microsoft")
        return self.add("Mul", [product, largest], f"{name}.out")

    def attention(self, source: str) -> str:
        """What the tokens before say to each."""
        heads, groups, width = SHAPE.heads, SHAPE.groups, SHAPE.width
        inner = self.matrix(source, "qkv", SHAPE.hidden, (heads + 2 * groups) * width)
        inner = self.add("Add", [inner, self.weight("qkv.b", (heads + 2 * groups) * width)], "qkv.biased")
        inner = self.reshaped(inner, 0, heads + 2 * groups, width)
        placed, values = self.split(inner, ["placed", "values"], 1, heads + groups, groups)
        first, second = self.split(placed, ["first", "second"], 2, width // 2, width // 2)
        turned = self.add("Concat", [self.add("Neg", [second], "minus"), first], "turned", axis=2)
        cosine, sine = (
            self.add("Mul", [part, wave], f"{part}.{wave}")
            for part, wave in ((placed, "cosine"), (turned, "sine"))
        )
        turned = self.add("Add", [cosine, sine], "rotated")
        queries, keys = self.split(turned, ["queries", "keys"], 1, heads, groups)
        queries = self.reshaped(queries, 0, groups, heads // groups, width)
        keys, values = (self.reshaped(part, 0, groups, 1, width) for part in (keys, values))
        queries = self.add("Transpose", [queries], "q", perm=[1, 2, 0, 3])
        keys = self.add("Transpose", [keys], "k", perm=[1, 2, 3, 0])
        values = self.add("Transpose", [values], "v", perm=[1, 2, 0, 3])
        logits = self.add("Mul", [self.add("MatMul", [queries, keys], "qk"), "scale"], "scaled")
        shares = self.add("Softmax", [self.add("Add", [logits, "mask"], "masked")], "shares", axis=-1)
        mixed = self.add("MatMul", [shares, values], "mixed")
        mixed = self.add("Transpose", [mixed], "together", perm=[2, 0, 1, 3])
        return self.matrix(self.reshaped(mixed, 0, heads * width), "o", heads * width, SHAPE.hidden)

    def feed_forward(self, source: str) -> str:
        """Two layers, the inner one gated (Shazeer 2020)."""
        inner = self.matrix(source, "gu", SHAPE.hidden, 2 * SHAPE.feed_forward)
        gate, upper = self.split(inner, ["gate", "upper"], 1, SHAPE.feed_forward, SHAPE.feed_forward)
        swish = self.add("Mul", [gate, self.add("Sigmoid", [gate], "sigmoid")], "swish")
        return self.matrix(self.add("Mul", [swish, upper], "gated"), "d", SHAPE.feed_forward, SHAPE.hidden)


def make() -> bytes:
    """The bytes of the graph: states (n, d), cosine and sine of the places (n, 1, width), and what is added
    to the logits (n, n); states out."""
    layer = _Layer()
    layer.number("epsilon", EPSILON)
    layer.number("scale", SHAPE.width**-0.5)
    middle = layer.add("Add", ["states", layer.attention(layer.norm("states", "n1"))], "middle")
    layer.add("Add", [middle, layer.feed_forward(layer.norm(middle, "n2"))], "result")
    sizes: dict[str, list[str | int]] = {
        "states": ["n", SHAPE.hidden],
        "cosine": ["n", 1, SHAPE.width],
        "sine": ["n", 1, SHAPE.width],
        "mask": ["n", "n"],
        "result": ["n", SHAPE.hidden],
    }
    *inputs, output = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, size) for name, size in sizes.items()
    )
    graph = helper.make_graph(layer.nodes, "layer", inputs, [output], layer.weights)
    versions = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=9)
    made: bytes = model.SerializeToString(deterministic=True)
    return made


if __name__ == "__main__":
    (PACKAGE / GRAPH).write_bytes(make())
