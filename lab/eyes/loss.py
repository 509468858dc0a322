"""What the net is trained for: near points, honest spreads, states, the direction faced, angles."""

from __future__ import annotations

import torch
from torch.nn import functional

from hiphinge.pose.joints import SIDE_PX
from lab.eyes.labels import OUTSIDE
from lab.eyes.net import ANGLE_UNIT_DEG, CELL_PX, GRID

HEAT_CELLS = 0.9
WEIGHTS = {"place": 1.0, "spread": 0.15, "heat": 0.12, "state": 0.25, "right": 0.15, "angle": 1.2, "angle_spread": 0.15}
STATE_WEIGHT = (1.0, 0.8, 0.1)
"""Weight of a point's place by its state."""

ANGLE_WEIGHT = (2.0, 2.0, 1.0, 1.5, 1.5, 1.0)


def losses(answer: dict[str, torch.Tensor], true: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return each part of the loss, weighted; see `net.Head.forward` and `batches.Batches`."""
    state, points = true["state"], true["points"]
    weight = torch.tensor(STATE_WEIGHT)[state]
    near = (points > -0.35 * SIDE_PX).all(dim=2) & (points < 1.35 * SIDE_PX).all(dim=2)
    weight = weight * near
    off = answer["points"] - points
    place = functional.huber_loss(off / CELL_PX, torch.zeros_like(off), reduction="none", delta=0.5).sum(dim=2)
    inside = state != OUTSIDE
    parts = {
        "place": (weight * place).sum() / weight.sum(),
        "spread": _mean(_likelihood(off.detach(), answer["log_spread"]).sum(dim=2), inside),
        "heat": _heat(answer["heat"], points, inside),
        "state": functional.cross_entropy(answer["state"].transpose(1, 2), state),
        "right": functional.binary_cross_entropy_with_logits(answer["right"], true["right"]),
    }
    gap = torch.remainder(answer["angles"] - true["angles"] + 180.0, 360.0) - 180.0
    many = torch.tensor(ANGLE_WEIGHT)
    units = gap / ANGLE_UNIT_DEG
    parts["angle"] = (many * functional.huber_loss(units, torch.zeros_like(units), reduction="none", delta=0.5)).mean()
    parts["angle_spread"] = _likelihood(units.detach(), answer["angle_log_spread"]).mean()
    return {name: WEIGHTS[name] * value for name, value in parts.items()}


def _likelihood(off: torch.Tensor, log_spread: torch.Tensor) -> torch.Tensor:
    """Negative log likelihood of a normal, rounded off for far outliers."""
    scaled = off / torch.exp(log_spread)
    return log_spread + 2.0 * (torch.sqrt(1.0 + 0.5 * scaled**2) - 1.0)


def _mean(values: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    return (values * where).sum() / where.sum().clamp(min=1)


def _heat(heat: torch.Tensor, points: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the heat against a round spot at each point in the crop."""
    steps = torch.arange(GRID) + 0.5
    cells = points / CELL_PX
    across = torch.exp(-0.5 * ((steps - cells[..., :1]) / HEAT_CELLS) ** 2)
    down = torch.exp(-0.5 * ((steps - cells[..., 1:]) / HEAT_CELLS) ** 2)
    spot = (down[..., :, None] * across[..., None, :]).flatten(2)
    spot = spot / spot.sum(dim=2, keepdim=True).clamp(min=1e-6)
    return _mean(-(spot * heat.log_softmax(dim=2)).sum(dim=2), inside)
