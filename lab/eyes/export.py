"""Join backbone and head in one ONNX file: `python -m lab.eyes.export --help`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, numpy_helper
from onnx.shape_inference import infer_shapes
from onnx.utils import Extractor

from hiphinge.pose.joints import ANGLES, POINTS, SIDE_PX, STATES
from hiphinge.pose.nets import Net
from lab.eyes.backbone import FRONT, MAPS, Backbone
from lab.eyes.crops import packed
from lab.eyes.net import ANGLE_UNIT_DEG, CELL_PX, DILATIONS, GRID, LOG_ANGLE_SPREAD, LOG_SPREAD, WIDTH, Eyes, Head
from lab.nets.graph import Graph, Tensor
from lab.nets.quantize import quantized
from lab.nets.stem import STEM, divided

OUTPUTS: dict[str, list[int | str]] = {
    "points": ["batch", len(POINTS), 2],
    "spread": ["batch", len(POINTS), 2],
    "state": ["batch", len(POINTS), len(STATES)],
    "right": ["batch", 1],
    "angles": ["batch", len(ANGLES)],
    "angle_spread": ["batch", len(ANGLES)],
}


class Joiner:
    """Adds the head's nodes after the backbone's."""

    def __init__(self, backbone: ModelProto, weights: dict[str, Tensor]) -> None:
        """Begin with all nodes of the backbone."""
        self.graph, self.weights = Graph(), weights
        self.graph.nodes = list(backbone.graph.node)
        self.graph.constants = {c.name: c for c in backbone.graph.initializer}

    def ints(self, name: str, *values: int) -> str:
        """Add a constant of whole numbers."""
        return self.graph.constant(name, np.array(values, dtype=np.int64))

    def conv(self, source: str, name: str, output: str, **attributes: object) -> str:
        """Add a convolution with the head's weights called `name`."""
        held = (source, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])
        return self.graph.convolution(held, output, **attributes)

    def linear(self, source: str, name: str, output: str) -> str:
        """Add a layer over the last axis."""
        g = self.graph
        product = g.node(
            "MatMul", [source, g.weight(f"{name}_weight", self.weights[f"{name}.weight"].T)], f"{output}_dot"
        )
        return g.node("Add", [product, g.weight(f"{name}_bias", self.weights[f"{name}.bias"])], output)

    def features(self) -> str:
        """Feature map of the head: (batch, WIDTH, GRID, GRID)."""
        g = self.graph
        x = g.weight("place", self.weights["place"])
        for name in MAPS:
            steps = [2, 2] if name in ("fine", "block2") else [1, 1]
            part = self.conv(name, f"project.{name}", f"{name}_part", strides=steps)
            if name.startswith(("coarse", "block9", "block12", "block16")):
                by = 4.0 if name == "block16" else 2.0
                scales = g.constant(f"scales_{by:g}", np.array([1, 1, by, by], dtype=np.float32))
                part = g.node(
                    "Resize",
                    [part, "", scales],
                    f"{name}_wide",
                    mode="linear",
                    coordinate_transformation_mode="half_pixel",
                )
            x = g.node("Add", [x, part], f"with_{name}")
        x = g.node("Relu", [x], "mixed")
        for number, dilation in enumerate(DILATIONS):
            pads, name = [dilation] * 4, f"blocks.{number}"
            deep = self.conv(x, f"{name}.deep", f"{name}_deep", pads=pads, dilations=[dilation] * 2, group=WIDTH)
            wide = g.node("Relu", [self.conv(deep, f"{name}.wide", f"{name}_wide")], f"{name}_relu")
            x = g.node("Add", [x, self.conv(wide, f"{name}.back", f"{name}_back")], f"{name}_out")
        return x

    def points(self, x: str) -> tuple[str, str]:
        """Points in pixels of the crop, and what is read at each: (batch, points, WIDTH)."""
        g, count = self.graph, len(POINTS)
        cells = self.ints("cells", 0, count, GRID * GRID)
        heat = g.node("Reshape", [self.conv(x, "heat", "heat_map"), cells], "heat")
        chance = g.node("Softmax", [heat], "chance", axis=2)
        shape = self.ints("offset_shape", 0, count, 2, GRID * GRID)
        offset = g.node("Reshape", [self.conv(x, "offset", "offset_map"), shape], "offset")
        moved = g.node("Mul", [offset, g.number(CELL_PX)], "offset_px")
        grid = np.concatenate([self.weights["across"], self.weights["down"]], axis=1)[:, None]
        where = g.node("Add", [moved, g.constant("grid", grid.astype(np.float32))], "where")
        weight = g.node("Unsqueeze", [chance, self.ints("axis2", 2)], "chance_both")
        sums = g.node(
            "ReduceSum", [g.node("Mul", [where, weight], "weighted"), self.ints("axis3", 3)], "points", keepdims=0
        )
        flat = g.node("Reshape", [x, self.ints("flat_shape", 0, WIDTH, GRID * GRID)], "flat")
        turned = g.node("Transpose", [flat], "flat_turned", perm=[0, 2, 1])
        return sums, g.node("MatMul", [chance, turned], "at")

    def about(self, at: str) -> None:
        """Spread and state of each point."""
        g = self.graph
        rows = g.node("Unsqueeze", [at, "axis2"], "at_rows")
        dot = g.node("MatMul", [rows, g.weight("about_weight", self.weights["about"])], "about_rows")
        told = g.node("Squeeze", [dot, "axis2"], "about_dot")
        told = g.node("Add", [told, g.weight("about_bias", self.weights["about_bias"])], "about")
        cut = self.ints("about_cut", 2, len(STATES))
        g.nodes.append(onnx.helper.make_node("Split", [told, cut], ["log_spread", "state_logits"], axis=2))
        low, high = g.number(LOG_SPREAD[0]), g.number(LOG_SPREAD[1])
        g.node("Exp", [g.node("Clip", ["log_spread", low, high], "log_spread_cut")], "spread")
        g.node("Softmax", ["state_logits"], "state", axis=2)

    def whole(self, at: str, points: str) -> None:
        """Direction faced and angles."""
        g = self.graph
        fewer = g.node("Flatten", [self.linear(at, "fewer", "fewer")], "fewer_flat", axis=1)
        middle = g.node("ReduceMean", [points], "points_middle", axes=[1], keepdims=1)
        relative = g.node("Mul", [g.node("Sub", [points, middle], "from_middle"), g.number(4.0 / SIDE_PX)], "relative")
        relative = g.node("Flatten", [relative], "relative_flat", axis=1)
        mean = g.node("ReduceMean", ["flat"], "flat_mean", axes=[2], keepdims=0)
        x = g.node("Concat", [fewer, relative, mean], "joined", axis=1)
        x = g.node("Relu", [self.linear(x, "whole.0", "whole_first")], "whole_relu")
        x = self.linear(x, "whole.3", "whole")
        cut = self.ints("whole_cut", 1, len(ANGLES), len(ANGLES))
        names = ["right_logit", "angle_units", "angle_log_spread"]
        g.nodes.append(onnx.helper.make_node("Split", [x, cut], names, axis=1))
        g.node("Sigmoid", ["right_logit"], "right")
        unit = g.number(ANGLE_UNIT_DEG)
        g.node("Mul", ["angle_units", unit], "angles")
        low, high = (g.number(limit) for limit in LOG_ANGLE_SPREAD)
        spread = g.node("Exp", [g.node("Clip", ["angle_log_spread", low, high], "angle_log_cut")], "angle_spread_units")
        g.node("Mul", [spread, unit], "angle_spread")


def joined(backbone: ModelProto, head: Head) -> ModelProto:
    """Return the whole net: a picture (batch, 3, SIDE_PX, SIDE_PX), 0 to 255, to `OUTPUTS`."""
    weights = {name: value.detach().numpy() for name, value in head.state_dict().items()}
    joiner = Joiner(backbone, weights)
    points, at = joiner.points(joiner.features())
    joiner.about(at)
    joiner.whole(at, points)
    return joiner.graph.model("joints", {"picture": ["batch", 3, SIDE_PX, SIDE_PX]}, OUTPUTS)


def main(argv: Sequence[str] | None = None) -> int:
    """Put the trained weights into the backbone, join it with the head, quantize, and write what follows the stem."""
    parser = argparse.ArgumentParser(prog="python -m lab.eyes.export", description=__doc__)
    parser.add_argument("--backbone", type=Path, required=True, help="what lab.nets.movenet wrote")
    parser.add_argument("--eyes", type=Path, required=True, help="what lab.eyes.train wrote")
    parser.add_argument("--stills", type=Path, required=True, help="folder of lab.stills: for the ranges of eight bits")
    parser.add_argument("--stem", type=Path, required=True, help="the first layers, as lab.nets.quantize wrote them")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    eyes = Eyes(Backbone(options.backbone, FRONT))
    eyes.load_state_dict(torch.load(options.eyes))
    backbone = onnx.load(str(options.backbone))
    eyes.backbone.put_into(backbone)
    model = joined(backbone, eyes.head.eval())
    off = _off(model, eyes)
    crops = packed(options.stills)[0]
    stem, rest = divided(quantized(model, crops), list(OUTPUTS))
    if not same(stem, onnx.load(str(options.stem))):
        raise SystemExit(f"{options.stem} has other weights or ranges: write it again with the same --stills")
    options.out.write_bytes(rest.SerializeToString())
    size = options.out.stat().st_size / 1e6
    sys.stderr.write(f"{options.out}: {size:.2f} MB; before it was quantized, off by {off:.1e} px from torch\n")
    return 0


def same(one: ModelProto, other: ModelProto) -> bool:
    """Whether two nets have the same constants."""
    held = [{c.name: numpy_helper.to_array(c) for c in net.graph.initializer} for net in (one, other)]
    return held[0].keys() == held[1].keys() and all(np.array_equal(held[0][name], held[1][name]) for name in held[0])


def _off(model: ModelProto, eyes: Eyes) -> float:
    """Largest difference of a point on noise between torch and ONNX, pixels of the crop."""
    picture = np.random.default_rng(0).uniform(0, 255, (2, 3, SIDE_PX, SIDE_PX)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        net, front = Path(folder) / "net.onnx", Path(folder) / "front.onnx"
        net.write_bytes(model.SerializeToString())
        front.write_bytes(
            Extractor(infer_shapes(model)).extract_model(["picture"], list(STEM.values())).SerializeToString()
        )
        found = Net(net)(picture=picture)["points"]
        maps = Net(front)(picture=picture)
    with torch.no_grad():
        given = {name: torch.from_numpy(maps[source]) for name, source in STEM.items()}
        return float(np.abs(eyes(given)["points"].numpy() - found).max())


if __name__ == "__main__":
    raise SystemExit(main())
