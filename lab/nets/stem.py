"""Divide a net on MoveNet's backbone into the stem, which several nets share, and the rest."""

from __future__ import annotations

from onnx import ModelProto
from onnx.shape_inference import infer_shapes
from onnx.utils import Extractor

STEM = {"block2": "model.block_2_add.add", "block5": "model.block_5_add.add"}
"""What the stem gives, and the tensors of the backbone that are meant. Nobody trains the layers before them."""

EIGHT_BITS = "_QuantizeLinear_Output"


def divided(model: ModelProto, outputs: list[str]) -> tuple[ModelProto, ModelProto]:
    """Return the stem of a net, pictures to `STEM`, and the rest of it, `STEM` to some outputs.

    In a quantized net the maps are handed on in eight bits.
    """
    tensors = {output for node in model.graph.node for output in node.output}
    eight = {name: f"{source}{EIGHT_BITS}" for name, source in STEM.items()}
    names = {eight[name] if eight[name] in tensors else source: name for name, source in STEM.items()}
    for node in model.graph.node:
        for held in (node.input, node.output):
            held[:] = [names.get(tensor, tensor) for tensor in held]
    del model.graph.value_info[:]
    extractor = Extractor(infer_shapes(model))
    return extractor.extract_model(["picture"], list(STEM)), extractor.extract_model(list(STEM), outputs)
