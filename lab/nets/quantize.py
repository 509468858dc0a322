"""Quantize MoveNet to eight bits: `python -m lab.nets.quantize movenet.onnx --stills DIR --stem FILE --out FILE`.

The first layers and the last ones stay in single precision. Ranges are percentiles over rendered crops.
Weights have seven bits, so that the sums of processors without VNNI do not overflow.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from onnx.utils import Extractor

from hiphinge.core.onnx import load_onnxruntime
from lab.eyes.crops import CROP_PX, packed
from lab.nets.stem import divided

FIRST_KEPT = 3
"""Convolutions from the first on that stay in single precision."""

KEPT = ("kpt_", "heat_map", "offset_map")
"""Convolutions whose output begins so stay in single precision too: those that give points."""

PERCENTILE = 99.99
PICTURES = 64


class Crops:
    """Pictures for the ranges of activations: what onnxruntime calls a `CalibrationDataReader`."""

    def __init__(self, crops: Path, side: int) -> None:
        """Take pictures evenly over all crops."""
        held = np.load(crops, mmap_mode="r")
        low = (CROP_PX - side) // 2
        chosen = np.linspace(0, len(held) - 1, PICTURES).astype(int)
        self.pictures: Iterator[npt.NDArray[np.uint8]] = (held[i, low : low + side, low : low + side] for i in chosen)

    def get_next(self) -> dict[str, Any] | None:
        """Return the next picture as the net's input."""
        picture = next(self.pictures, None)
        if picture is None:
            return None
        return {"picture": picture.transpose(2, 0, 1)[None].astype(np.float32)}


def single(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with its half-precision weights in single precision."""
    graph = model.graph
    held = {c.name: c for c in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in held:
            values = numpy_helper.to_array(held.pop(node.input[0])).astype(np.float32)
            held[node.output[0]] = numpy_helper.from_array(values, node.output[0])
        else:
            nodes.append(node)
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(held.values())
    return model


def quantized(model: onnx.ModelProto, crops: Path) -> onnx.ModelProto:
    """Return a net with most of its convolutions in eight bits."""
    load_onnxruntime()  # before its tools load it
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        plain, ready, done = (Path(folder) / name for name in ("plain.onnx", "ready.onnx", "done.onnx"))
        onnx.save(single(model), str(plain))
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        prepared = onnx.load(str(ready))
        for number, node in enumerate(prepared.graph.node):
            node.name = f"{number}_{node.op_type}"
        onnx.save(prepared, str(ready))
        convolutions = [node for node in prepared.graph.node if node.op_type == "Conv"]
        kept = [*convolutions[:FIRST_KEPT], *(node for node in convolutions if node.output[0].startswith(KEPT))]
        side = prepared.graph.input[0].type.tensor_type.shape.dim[2].dim_value
        quantize_static(
            str(ready),
            str(done),
            Crops(crops, side),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
            nodes_to_exclude=[node.name for node in kept],
            calibrate_method=CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": PERCENTILE},
        )
        return onnx.load(str(done))


def main(argv: Sequence[str] | None = None) -> int:
    """Quantize, keep what some outputs need, and write it and the stem apart."""
    parser = argparse.ArgumentParser(prog="python -m lab.nets.quantize", description=__doc__)
    parser.add_argument("net", type=Path, help="what lab.nets.movenet wrote")
    parser.add_argument("--stills", type=Path, required=True, help="folder of lab.stills")
    parser.add_argument("--outputs", nargs="+", default=["heatmap", "offset"], help="outputs that are kept")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--stem", type=Path, required=True, help="where the first layers go")
    options = parser.parse_args(argv)
    crops, _ = packed(options.stills)
    model = Extractor(onnx.load(str(options.net))).extract_model(["picture"], options.outputs)
    stem, rest = divided(quantized(model, crops), options.outputs)
    for net, path in ((stem, options.stem), (rest, options.out)):
        path.write_bytes(net.SerializeToString())
        sys.stderr.write(f"{path}: {path.stat().st_size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
