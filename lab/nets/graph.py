"""Build an ONNX graph node by node, channels first, weights kept in half precision."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper

Tensor = npt.NDArray[Any]
OPSET = 17


class Graph:
    """Nodes and constants of one net."""

    def __init__(self) -> None:
        """Begin an empty graph."""
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def node(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Add a node with one output and return the output's name."""
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, name: str, value: Tensor) -> str:
        """Add a constant as it is."""
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str, value: Tensor) -> str:
        """Add a weight: stored in half precision, used in single."""
        if name not in self.constants:
            self.constant(name, np.asarray(value, dtype=np.float16))
            self.node("Cast", [name], f"{name}_single", to=TensorProto.FLOAT)
        return f"{name}_single"

    def number(self, value: float) -> str:
        """Add a scalar."""
        return self.constant(f"number_{value:g}", np.float32(value))

    def convolution(self, inputs: tuple[str, Tensor, Tensor | None], output: str, **attributes: object) -> str:
        """Add a convolution of (input's name, weight (out, in, h, w), bias (out,) or None)."""
        source, weight, bias = inputs
        names = [source, self.weight(f"{output}_weight", weight)]
        if bias is not None:
            names.append(self.weight(f"{output}_bias", bias))
        return self.node("Conv", names, output, **attributes)

    def activation(self, kind: str, source: str, output: str) -> str:
        """Add an activation called as in TensorFlow: Relu or Relu6."""
        if kind == "Relu":
            return self.node("Relu", [source], output)
        if kind == "Relu6":
            return self.node("Clip", [source, self.number(0.0), self.number(6.0)], output)
        raise ValueError(kind)

    def model(self, name: str, inputs: dict[str, list[int | str]], outputs: dict[str, list[int | str]]) -> ModelProto:
        """Return the checked model; inputs and outputs are given with their shapes, all of single precision."""
        single = TensorProto.FLOAT
        made = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(key, single, shape) for key, shape in inputs.items()],
            [helper.make_tensor_value_info(key, single, shape) for key, shape in outputs.items()],
            list(self.constants.values()),
        )
        model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
        checker.check_model(model)
        return model


def same_padding(size: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """Padding before and after that TensorFlow's SAME means for one side of a picture."""
    steps = -(-size // stride)
    total = max((steps - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2
