"""Define the network, an ensemble of small perceptrons giving a correction and its uncertainty, and its ONNX form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from hiphinge.movement.spine.model import SpineFeatures

Array = npt.NDArray[np.float64]

VIEW_NAMES = tuple(field.name for field in fields(SpineFeatures))
"""What features are given of: the frame, its movement's deepest posture and mean, and quiet standing."""

VIEWS = len(VIEW_NAMES)

SCALE_DEG = 20.0
"""Degrees of one unit of the network's outputs."""

LOG_SPREAD_RANGE = (-3.5, 1.5)


class Perceptron(nn.Module):
    """Standardised features of frame, movement and standing to means and log spreads of `outputs` quantities.

    Parameters
    ----------
    features
        Number of features of one frame.
    outputs
        Number of quantities.
    hidden
        Width of the first layer; the second and third have half of it.
    """

    def __init__(self, features: int, outputs: int, hidden: int = 192, drop: float = 0.2) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(VIEWS * features + 1, hidden),
            nn.SiLU(),
            nn.Dropout(drop),
            nn.Linear(hidden, hidden // 2),
            nn.SiLU(),
            nn.Dropout(drop),
            nn.Linear(hidden // 2, hidden // 2),
            nn.SiLU(),
            nn.Linear(hidden // 2, 2 * outputs),
        )
        self.straight = nn.Linear(VIEWS * features + 1, outputs)
        nn.init.zeros_(self.straight.weight)
        nn.init.zeros_(self.straight.bias)
        self.outputs = outputs

    def forward(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Means and log spreads in units of `SCALE_DEG`, each of shape (rows, outputs)."""
        both = self.layers(inputs)
        mean = both[:, : self.outputs] + self.straight(inputs)
        return mean, both[:, self.outputs :].clamp(*LOG_SPREAD_RANGE)


@dataclass
class Ensemble:
    """Members, scaling of their inputs, (features,) each, and what calibration widens the spreads by, (outputs,)."""

    members: list[Perceptron]
    centre: Array
    spread: Array
    widening: Array

    def inputs(self, views: Sequence[Array], known: npt.NDArray[np.bool_]) -> torch.Tensor:
        """The members' inputs: frame, deepest, moving and standing, standardised, and whether standing is known.

        views: features (rows, features) of each, in this order; standing becomes zero where it is unknown.
        """
        scaled = [(view - self.centre) / self.spread for view in views]
        scaled[-1] = scaled[-1] * known[:, None]
        joined = np.clip(np.concatenate([*scaled, known[:, None].astype(float)], axis=1), -FAR, FAR)
        return torch.as_tensor(joined, dtype=torch.float32)

    def predict(self, views: Sequence[Array], known: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
        """Mean and standard deviation in degrees, each of shape (rows, outputs): a mixture of the members'."""
        inputs = self.inputs(views, known)
        means, variances = [], []
        with torch.no_grad():
            for member in self.members:
                member.eval()
                mean, log_spread = member(inputs)
                means.append(mean.numpy() * SCALE_DEG)
                variances.append((np.exp(log_spread.numpy()) * SCALE_DEG) ** 2)
        mean = np.mean(means, axis=0)
        return mean, self.widening * np.sqrt(np.mean(variances, axis=0) + np.var(means, axis=0))


FAR = 6.0
"""Standardised features are cut off here: nothing was learnt beyond."""


def to_onnx(ensemble: Ensemble) -> bytes:
    """The ensemble as an ONNX model: `frame`, `deepest`, `moving`, `standing`, `known` to `mean`, `spread`, degrees.

    Weights are kept in half precision and used in single: that changes an angle by less than a hundredth of a degree.
    """
    from onnx import TensorProto, checker, helper, numpy_helper

    constants: list[object] = []
    nodes: list[object] = []

    def constant(name: str, value: Array) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value, dtype=np.float32), name))
        return name

    def half(name: str, value: Array) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value, dtype=np.float16), f"{name}_half"))
        return node("Cast", [f"{name}_half"], name, to=TensorProto.FLOAT)

    def node(kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    centre, spread = constant("centre", ensemble.centre), constant("scale", ensemble.spread)
    scaled = [
        node("Div", [node("Sub", [name, centre], f"{name}_shifted"), spread], f"{name}_scaled") for name in VIEW_NAMES
    ]
    scaled[-1] = node("Mul", [scaled[-1], "known"], "standing_known")
    joined = node("Concat", [*scaled, "known"], "joined", axis=1)
    joined = node("Clip", [joined, constant("lowest", np.array(-FAR)), constant("highest", np.array(FAR))], "inputs")
    means, variances = [], []
    for i, member in enumerate(ensemble.members):
        weights = {key: value.detach().numpy() for key, value in member.state_dict().items()}
        value = joined
        numbers = sorted({int(key.split(".")[1]) for key in weights if key.startswith("layers.")})
        for number in numbers:
            parts = [half(f"{part}{i}_{number}", weights[f"layers.{number}.{part}"]) for part in ("weight", "bias")]
            value = node("Gemm", [value, *parts], f"dense{i}_{number}", transB=1)
            if number != numbers[-1]:
                value = node("Mul", [value, node("Sigmoid", [value], f"gate{i}_{number}")], f"swish{i}_{number}")
        mean, log_spread = f"mean{i}", f"log_spread{i}"
        nodes.append(helper.make_node("Split", [value], [f"bent{i}", f"raw{i}"], axis=1, num_outputs=2))
        parts = [half(f"straight_{part}{i}", weights[f"straight.{part}"]) for part in ("weight", "bias")]
        node("Add", [f"bent{i}", node("Gemm", [joined, *parts], f"straight{i}", transB=1)], mean)
        limits = [constant(f"limit{i}_{k}", np.array(limit)) for k, limit in enumerate(LOG_SPREAD_RANGE)]
        node("Clip", [f"raw{i}", *limits], log_spread)
        spread_i = node("Exp", [log_spread], f"spread{i}")
        means.append(node("Unsqueeze", [mean, _axis(constants, f"axis{i}")], f"mean_column{i}"))
        squared = node("Mul", [spread_i, spread_i], f"variance{i}")
        variances.append(node("Unsqueeze", [squared, f"axis{i}"], f"variance_column{i}"))
    _mixture(node, constant, means, variances, ensemble)
    rows, width = "rows", len(ensemble.centre)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [rows, size])
        for name, size in (*((name, width) for name in VIEW_NAMES), ("known", 1))
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [rows, ensemble.members[0].outputs])
        for name in ("mean", "spread")
    ]
    graph = helper.make_graph(nodes, "spine", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    checker.check_model(model)
    return bytes(model.SerializeToString())


def _axis(constants: list[object], name: str) -> str:
    from onnx import numpy_helper

    constants.append(numpy_helper.from_array(np.array([2], dtype=np.int64), name))
    return name


def _mixture(node, constant, means, variances, ensemble) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Mean and calibrated standard deviation of the members' equal mixture, in degrees."""
    count = len(ensemble.members)
    stacked = node("Concat", means, "means", axis=2)
    share = constant("share", np.full((1, 1, count), 1.0 / count))
    squeeze = "axis0"
    centre = node("ReduceSum", [node("Mul", [stacked, share], "weighted"), squeeze], "centre_units", keepdims=0)
    off = node("Sub", [stacked, node("Unsqueeze", [centre, squeeze], "centre_column")], "off")
    between = node("Mul", [off, off], "off_squared")
    within = node("Concat", variances, "variances", axis=2)
    both = node("Mul", [node("Add", [between, within], "all_variances"), share], "weighted_variances")
    variance = node("ReduceSum", [both, squeeze], "variance", keepdims=0)
    degrees = constant("degrees", np.array(SCALE_DEG))
    node("Mul", [centre, degrees], "mean")
    widened = constant("widened_degrees", ensemble.widening * SCALE_DEG)
    node("Mul", [node("Sqrt", [variance], "spread_units"), widened], "spread")
