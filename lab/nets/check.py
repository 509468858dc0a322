"""Compare the converted nets with their original runtimes: `python -m lab.nets.check --help`.

BlazePose's two nets run beside LiteRT on pictures of noise and of people; MoveNet beside TF.js, whose answers
`movenet_reference.mjs` has written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter, OpResolverType  # type: ignore[import-not-found]
from PIL import Image

from hiphinge.pose.nets import Net
from lab.nets.blazepose import OUTPUTS, nets_in
from lab.nets.movenet import SIDE

Array = npt.NDArray[np.float32]
ALLOWED = 2e-3
"""Largest difference that counts as equal, relative to the largest value of an output."""


def blazepose(task: Path, nets: Path, pictures: Sequence[Path]) -> list[tuple[str, float]]:
    """Largest relative difference of each output of BlazePose's nets from LiteRT."""
    found = []
    for name, data in nets_in(task).items():
        resolver = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        original = Interpreter(model_content=data, experimental_op_resolver_type=resolver)
        original.allocate_tensors()
        source = original.get_input_details()[0]
        converted = Net(nets / f"{name}.onnx")
        off = dict.fromkeys(OUTPUTS[name], 0.0)
        for picture in pictures:
            image = Image.open(picture).convert("RGB").resize((source["shape"][2], source["shape"][1]))
            values = np.asarray(image, dtype=np.float32)[None] / 255.0
            original.set_tensor(source["index"], values)
            original.invoke()
            answers = converted(picture=values)
            for key, detail in zip(OUTPUTS[name], original.get_output_details(), strict=True):
                true, answer = original.get_tensor(detail["index"]), answers[key]
                if key == "mask":  # logits of thousands, of which only the chance counts
                    true, answer = (0.5 + 0.5 * np.tanh(0.5 * logits) for logits in (true, answer))
                off[key] = max(off[key], float(np.abs(true - answer).max() / np.abs(true).max()))
        found += [(f"{name}.{key}", value) for key, value in off.items()]
    return found


def movenet(net: Path, picture: Path, reference: Path) -> list[tuple[str, float]]:
    """Largest relative difference of each map that TF.js wrote from the converted net."""
    image = np.fromfile(picture, dtype=np.uint8).reshape(SIDE, SIDE, 3).astype(np.float32)
    answers = Net(net)(picture=np.ascontiguousarray(image.transpose(2, 0, 1)[None]))
    found = []
    for name, entry in json.loads(reference.read_text()).items():
        if name in answers:
            true = np.array(entry["data"], dtype=np.float32).reshape(entry["shape"]).transpose(0, 3, 1, 2)
            found.append((f"movenet.{name}", float(np.abs(true - answers[name]).max() / np.abs(true).max())))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Print the differences; 1 if one is too large."""
    parser = argparse.ArgumentParser(prog="python -m lab.nets.check", description=__doc__)
    parser.add_argument("--nets", type=Path, required=True, help="folder of the converted nets")
    parser.add_argument("--task", type=Path, help="pose_landmarker_full.task")
    parser.add_argument("--pictures", type=Path, nargs="*", default=[], help="pictures for BlazePose")
    parser.add_argument(
        "--movenet", type=Path, nargs=3, metavar=("NET", "RAW", "JSON"), help="net with --heads, and TF.js"
    )
    options = parser.parse_args(argv)
    found = blazepose(options.task, options.nets, options.pictures) if options.task else []
    if options.movenet:
        found += movenet(*options.movenet)
    for name, off in found:
        print(f"{name}: {off:.1e}")
    return int(any(off > ALLOWED for _, off in found))


if __name__ == "__main__":
    sys.exit(main())
