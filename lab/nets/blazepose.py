"""Convert BlazePose's two nets to ONNX: `python -m lab.nets.blazepose TASK --out FOLDER`.

TASK is MediaPipe's `pose_landmarker_full.task` (Apache-2.0), a zip of two TFLite nets: the person detector and the full
landmark net. Writes `blazepose_detector.onnx` and `blazepose_full.onnx`. Needs `tflite` and `ai-edge-litert`, which
unpacks weights that are stored sparse.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tflite  # type: ignore[import-not-found]
from ai_edge_litert.interpreter import Interpreter, OpResolverType  # type: ignore[import-not-found]
from onnx import ModelProto

from lab.nets.graph import Graph, Tensor, same_padding

NETS = {"blazepose_detector": "pose_detector.tflite", "blazepose_full": "pose_landmarks_detector.tflite"}
OUTPUTS = {
    "blazepose_detector": ("boxes", "scores"),
    "blazepose_full": ("landmarks", "presence", "mask", "heatmap", "world"),
}
KINDS = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}
TYPES = {0: np.float32, 1: np.float16, 2: np.int32, 4: np.int64, 9: np.int8}
ACTIVATIONS = {1: "Relu", 3: "Relu6"}
TO_CHANNELS_FIRST = [0, 3, 1, 2]
AXES = {0: 0, 1: 2, 2: 3, 3: 1, -1: 1}


class Net:
    """A TFLite net: its operators, and the values of its constants."""

    def __init__(self, data: bytes) -> None:
        """Read the net and unpack what is stored sparse."""
        self.model = tflite.Model.GetRootAsModel(data, 0)
        self.graph = self.model.Subgraphs(0)
        self.constants: dict[int, Tensor] = {}
        for number in range(self.graph.TensorsLength()):
            tensor = self.graph.Tensors(number)
            held = self.model.Buffers(tensor.Buffer()).DataAsNumpy()
            if not isinstance(held, int) and tensor.Sparsity() is None:
                self.constants[number] = np.frombuffer(held.tobytes(), TYPES[tensor.Type()]).reshape(self.shape(number))
        self._unpack(data)

    def shape(self, number: int) -> list[int]:
        """Shape of a tensor."""
        tensor = self.graph.Tensors(number)
        return [int(side) for side in tensor.ShapeAsNumpy()] if tensor.ShapeLength() else []

    def operators(self) -> list[tuple[str, list[int], list[int], Any]]:
        """Kind, inputs, outputs and options of each operator, in order."""
        found = []
        for number in range(self.graph.OperatorsLength()):
            operator = self.graph.Operators(number)
            code = self.model.OperatorCodes(operator.OpcodeIndex())
            kind = KINDS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
            inputs, outputs = operator.InputsAsNumpy().tolist(), operator.OutputsAsNumpy().tolist()
            found.append((kind, inputs, outputs, operator.BuiltinOptions()))
        return found

    def _unpack(self, data: bytes) -> None:
        sparse = [(ins[0], outs[0]) for kind, ins, outs, _ in self.operators() if kind == "DENSIFY"]
        if not sparse:
            return
        resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        with tempfile.NamedTemporaryFile(suffix=".tflite") as file:
            file.write(data)
            file.flush()
            runtime = Interpreter(
                file.name, experimental_preserve_all_tensors=True, experimental_op_resolver_type=resolver
            )
            runtime.allocate_tensors()
            first = int(self.graph.InputsAsNumpy()[0])
            runtime.set_tensor(first, np.zeros(self.shape(first), dtype=np.float32))
            runtime.invoke()
            for _, dense in sparse:
                self.constants[dense] = runtime.get_tensor(dense).copy()


class Converter:
    """Adds one ONNX node for each operator of a net."""

    def __init__(self, net: Net) -> None:
        """Begin with the picture, (1, height, width, 3)."""
        self.net, self.graph = net, Graph()
        (source,) = net.graph.InputsAsNumpy().tolist()
        self.source = source
        self.graph.node("Transpose", ["picture"], _name(source), perm=TO_CHANNELS_FIRST)
        self.kinds: dict[str, Callable[[list[int], int, Any], None]] = {
            "CONV_2D": self._convolution,
            "DEPTHWISE_CONV_2D": self._deep_convolution,
            "ADD": lambda i, o, c: self._two("Add", tflite.AddOptions, i, o, c),
            "MUL": lambda i, o, c: self._two("Mul", tflite.MulOptions, i, o, c),
            "PAD": self._pad,
            "MAX_POOL_2D": self._pool,
            "RESIZE_BILINEAR": self._resize,
            "RESHAPE": self._reshape,
            "LOGISTIC": lambda i, o, _: self._plain("Sigmoid", i, o),
            "RELU": lambda i, o, _: self._plain("Relu", i, o),
            "HARD_SWISH": lambda i, o, _: self._plain("HardSwish", i, o),
            "CONCATENATION": self._concatenation,
            "DEPTH_TO_SPACE": self._to_space,
        }

    def convert(self, name: str) -> ModelProto:
        """Return the net as ONNX."""
        for kind, inputs, (output, *_), options in self.net.operators():
            if kind == "DENSIFY":
                continue
            if kind == "DEQUANTIZE":
                self.net.constants[output] = self.net.constants[inputs[0]].astype(np.float32)
                continue
            self.kinds[kind](inputs, output, options)
        shapes: dict[str, list[int | str]] = {}
        for number, known in zip(self.net.graph.OutputsAsNumpy().tolist(), OUTPUTS[name], strict=True):
            shape = self.net.shape(number)
            if len(shape) == 4:
                self.graph.node("Transpose", [_name(number)], known, perm=[0, 2, 3, 1])
            else:
                self.graph.node("Identity", [_name(number)], known)
            shapes[known] = list(shape)
        return self.graph.model(name, {"picture": list(self.net.shape(self.source))}, shapes)

    def _finished(self, made: str, code: int, output: int) -> None:
        if code:
            self.graph.activation(ACTIVATIONS[code], made, _name(output))

    def _plain(self, kind: str, inputs: list[int], output: int) -> None:
        self.graph.node(kind, [_name(inputs[0])], _name(output))

    def _two(self, kind: str, options: Any, inputs: list[int], output: int, content: Any) -> None:  # noqa: ANN401
        code = _read(options, content).FusedActivationFunction()
        target = f"{_name(output)}_linear" if code else _name(output)
        self.graph.node(kind, [_name(number) for number in inputs], target)
        self._finished(target, code, output)

    def _convolution(self, inputs: list[int], output: int, content: Any) -> None:  # noqa: ANN401
        weight = self.net.constants[inputs[1]].astype(np.float32).transpose(0, 3, 1, 2)
        self._convolved(weight, 1, inputs, output, _read(tflite.Conv2DOptions, content))

    def _deep_convolution(self, inputs: list[int], output: int, content: Any) -> None:  # noqa: ANN401
        weight = self.net.constants[inputs[1]].astype(np.float32).transpose(3, 0, 1, 2)
        groups = self.net.shape(inputs[0])[3]
        self._convolved(weight, groups, inputs, output, _read(tflite.DepthwiseConv2DOptions, content))

    def _convolved(self, weight: Tensor, groups: int, inputs: list[int], output: int, options: Any) -> None:  # noqa: ANN401
        strides, dilations = (
            (options.StrideH(), options.StrideW()),
            (options.DilationHFactor(), options.DilationWFactor()),
        )
        pads = self._padding(inputs[0], weight.shape[2:], strides, dilations, same=options.Padding() == 0)
        bias = self.net.constants.get(inputs[2]) if len(inputs) > 2 else None
        code = options.FusedActivationFunction()
        target = f"{_name(output)}_linear" if code else _name(output)
        self.graph.convolution(
            (_name(inputs[0]), weight, bias), target, strides=strides, pads=pads, group=groups, dilations=dilations
        )
        self._finished(target, code, output)

    def _padding(
        self, source: int, kernel: tuple[int, ...], strides: tuple[int, int], dilations: tuple[int, int], *, same: bool
    ) -> list[int]:
        if not same:
            return [0, 0, 0, 0]
        _, height, width, _ = self.net.shape(source)
        top, bottom = same_padding(height, kernel[0], strides[0], dilations[0])
        left, right = same_padding(width, kernel[1], strides[1], dilations[1])
        return [top, left, bottom, right]

    def _pad(self, inputs: list[int], output: int, _: Any) -> None:  # noqa: ANN401
        amounts = self.net.constants[inputs[1]].astype(np.int64)[TO_CHANNELS_FIRST]
        pads = self.graph.constant(f"{_name(output)}_pads", np.concatenate([amounts[:, 0], amounts[:, 1]]))
        self.graph.node("Pad", [_name(inputs[0]), pads], _name(output))

    def _pool(self, inputs: list[int], output: int, content: Any) -> None:  # noqa: ANN401
        options = _read(tflite.Pool2DOptions, content)
        kernel, strides = (options.FilterHeight(), options.FilterWidth()), (options.StrideH(), options.StrideW())
        pads = self._padding(inputs[0], kernel, strides, (1, 1), same=options.Padding() == 0)
        self.graph.node("MaxPool", [_name(inputs[0])], _name(output), kernel_shape=kernel, strides=strides, pads=pads)

    def _resize(self, inputs: list[int], output: int, content: Any) -> None:  # noqa: ANN401
        options = _read(tflite.ResizeBilinearOptions, content)
        mode = "align_corners" if options.AlignCorners() else "asymmetric"
        before, after = self.net.shape(inputs[0]), self.net.shape(output)
        scale = np.array([1.0, 1.0, after[1] / before[1], after[2] / before[2]], dtype=np.float32)
        scales = self.graph.constant(f"{_name(output)}_scales", scale)
        mode = "half_pixel" if options.HalfPixelCenters() else mode
        self.graph.node(
            "Resize", [_name(inputs[0]), "", scales], _name(output), mode="linear", coordinate_transformation_mode=mode
        )

    def _reshape(self, inputs: list[int], output: int, _: Any) -> None:  # noqa: ANN401
        source = _name(inputs[0])
        if len(self.net.shape(inputs[0])) == 4:
            source = self.graph.node("Transpose", [source], f"{source}_last", perm=[0, 2, 3, 1])
        shape = self.graph.constant(f"{_name(output)}_shape", np.array(self.net.shape(output), dtype=np.int64))
        self.graph.node("Reshape", [source, shape], _name(output))

    def _concatenation(self, inputs: list[int], output: int, content: Any) -> None:  # noqa: ANN401
        axis = _read(tflite.ConcatenationOptions, content).Axis()
        axis = AXES[axis] if len(self.net.shape(inputs[0])) == 4 else axis
        self.graph.node("Concat", [_name(number) for number in inputs], _name(output), axis=axis)

    def _to_space(self, inputs: list[int], output: int, content: Any) -> None:  # noqa: ANN401
        size = _read(tflite.DepthToSpaceOptions, content).BlockSize()
        self.graph.node("DepthToSpace", [_name(inputs[0])], _name(output), blocksize=size, mode="DCR")


def _name(number: int) -> str:
    return f"t{number}"


def _read(options: Any, content: Any) -> Any:  # noqa: ANN401
    read = options()
    read.Init(content.Bytes, content.Pos)
    return read


def nets_in(task: Path) -> dict[str, bytes]:
    """The two TFLite nets of a task file, by our names."""
    with zipfile.ZipFile(io.BytesIO(task.read_bytes())) as archive:
        return {name: archive.read(file) for name, file in NETS.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Convert and write."""
    parser = argparse.ArgumentParser(prog="python -m lab.nets.blazepose", description=__doc__)
    parser.add_argument("task", type=Path, help="pose_landmarker_full.task")
    parser.add_argument("--out", type=Path, required=True, help="folder")
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, data in nets_in(options.task).items():
        target = options.out / f"{name}.onnx"
        target.write_bytes(Converter(Net(data)).convert(name).SerializeToString())
        sys.stderr.write(f"{target}: {target.stat().st_size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
