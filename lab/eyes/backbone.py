"""MoveNet's backbone in two parts: a frozen front that runs under onnxruntime, and later layers that torch trains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import ModelProto, numpy_helper
from onnx.utils import Extractor
from torch import nn
from torch.nn import functional

MAPS = {
    "fine": 24,
    "block2": 40,
    "middle": 24,
    "block5": 56,
    "coarse": 32,
    "block9": 112,
    "block12": 168,
    "block16": 560,
}
"""Feature maps of `lab.nets.movenet` that the head reads, and their channels."""

FRONT = ("block2", "block5")
"""Maps that the front gives where the layers behind them are trained; they cost a third of the backbone's time."""


class Backbone(nn.Module):
    """The layers of MoveNet's backbone behind some of its maps; with all maps given, none are left."""

    def __init__(self, path: Path, given: tuple[str, ...]) -> None:
        """Read the ONNX file that `lab.nets.movenet` wrote."""
        super().__init__()
        graph = onnx.load(str(path)).graph
        held = {c.name: c for c in graph.initializer}
        makers = {node.output[0]: node for node in graph.node}
        self.sources = {name: makers[name].input[0] for name in MAPS}
        self.given = given
        wanted, needed = [self.sources[name] for name in MAPS if name not in given], set[str]()
        known = {self.sources[name] for name in given}
        while wanted:
            name = wanted.pop()
            if name in needed or name in known or name not in makers:
                continue
            needed.add(name)
            wanted += makers[name].input
        self.weights = nn.ParameterDict()
        self.steps: list[tuple[str, list[str], str, dict[str, Any]]] = []
        for node in graph.node:
            output = node.output[0]
            if output not in needed:
                continue
            if node.op_type == "Cast":
                value = numpy_helper.to_array(held[node.input[0]]).astype(np.float32)
                self.weights[_key(output)] = nn.Parameter(torch.from_numpy(value))
            else:
                attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
                self.steps.append((node.op_type, list(node.input), output, attributes))

    def forward(self, given: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """All maps from those given, by name."""
        values = {self.sources[name]: given[name] for name in self.given}
        for kind, inputs, output, attributes in self.steps:
            values[output] = self._step(kind, inputs, attributes, values)
        return {name: values[source] for name, source in self.sources.items()}

    def _step(
        self, kind: str, inputs: list[str], attributes: dict[str, Any], values: dict[str, torch.Tensor]
    ) -> torch.Tensor:
        first = values[inputs[0]]
        if kind == "Conv":
            top, left, bottom, right = attributes["pads"]
            padded = functional.pad(first, (left, right, top, bottom)) if any(attributes["pads"]) else first
            bias = self.weights[_key(inputs[2])] if len(inputs) > 2 else None
            return functional.conv2d(
                padded, self.weights[_key(inputs[1])], bias, stride=attributes["strides"], groups=attributes["group"]
            )
        if kind == "Resize":
            return functional.interpolate(first, scale_factor=2, mode="bilinear", align_corners=False)
        if kind == "Add":
            return first + values[inputs[1]]
        if kind == "Clip":
            return first.clamp(0.0, 6.0)
        if kind == "Relu":
            return first.relu()
        raise ValueError(f"a node of kind {kind} was not expected in the backbone's later layers")

    def put_into(self, model: ModelProto) -> None:
        """Write the weights, as trained, into the whole backbone's ONNX model."""
        names = {_key(node.output[0]): node.input[0] for node in model.graph.node if node.op_type == "Cast"}
        held = {c.name: c for c in model.graph.initializer}
        for key, value in self.weights.items():
            name = names[key]
            held[name].CopyFrom(numpy_helper.from_array(value.detach().numpy().astype(np.float16), name))


def front_of(backbone: Path, given: tuple[str, ...], target: Path) -> Path:
    """Write the part of the backbone that makes some of its maps, and return the file."""
    model = Extractor(onnx.load(str(backbone))).extract_model(["picture"], list(given))
    target.write_bytes(model.SerializeToString())
    return target


def _key(name: str) -> str:
    return name.replace(".", "-")
