"""The joints' net: the head that reads the feature maps of MoveNet's backbone, and both together."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from hiphinge.pose.joints import ANGLES, POINTS, SIDE_PX, STATES
from lab.eyes.backbone import MAPS, Backbone

GRID = 32
CELL_PX = SIDE_PX / GRID
WIDTH = 96
DILATIONS = (1, 2, 4, 8, 2, 1)
"""Of the residual blocks, one after the other."""

LOG_SPREAD = (-3.0, 3.5)
"""Limits of the logarithm of a point's spread in pixels of the crop."""

ANGLE_UNIT_DEG = 20.0
LOG_ANGLE_SPREAD = (-3.5, 1.5)


class Block(nn.Module):
    """A residual 3 x 3 convolution."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.deep = nn.Conv2d(width, width, 3, padding=dilation, dilation=dilation, groups=width)
        self.wide = nn.Conv2d(width, 2 * width, 1)
        self.back = nn.Conv2d(2 * width, width, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Features (batch, width, height, width) of the same shape."""
        return x + self.back(functional.relu(self.wide(self.deep(x))))


class Head(nn.Module):
    """From feature maps to points with their spread and state, the direction faced, and angles."""

    def __init__(self) -> None:
        super().__init__()
        count = len(POINTS)
        self.project = nn.ModuleDict(
            {
                name: nn.Conv2d(channels, WIDTH, 2, stride=2)
                if name in ("fine", "block2")
                else nn.Conv2d(channels, WIDTH, 1)
                for name, channels in MAPS.items()
            }
        )
        self.place = nn.Parameter(0.02 * torch.randn(1, WIDTH, GRID, GRID))
        self.blocks = nn.Sequential(*(Block(WIDTH, dilation) for dilation in DILATIONS))
        self.heat = nn.Conv2d(WIDTH, count, 1)
        self.offset = nn.Conv2d(WIDTH, 2 * count, 1)
        self.about = nn.Parameter(torch.zeros(count, WIDTH, 2 + len(STATES)))
        self.about_bias = nn.Parameter(torch.zeros(count, 2 + len(STATES)))
        self.fewer = nn.Linear(WIDTH, 24)
        self.whole = nn.Sequential(
            nn.Linear(24 * count + 2 * count + WIDTH, 192),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Linear(192, 1 + 2 * len(ANGLES)),
        )
        steps = (torch.arange(GRID) + 0.5) * CELL_PX
        self.register_buffer("across", steps[None, None, None, :].expand(1, 1, GRID, GRID).reshape(1, 1, -1).clone())
        self.register_buffer("down", steps[None, None, :, None].expand(1, 1, GRID, GRID).reshape(1, 1, -1).clone())

    def forward(self, maps: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """Answers: heat (n, points, cells) logits, points (n, points, 2) px, log_spread, state, right, angles ..."""
        return self.read(self.features(maps))

    def features(self, maps: dict[str, torch.Tensor]) -> torch.Tensor:
        """One feature map (batch, WIDTH, GRID, GRID) from all maps."""
        x = self.place
        for name in MAPS:
            part = self.project[name](maps[name])
            if part.shape[-1] != GRID:
                part = functional.interpolate(part, size=(GRID, GRID), mode="bilinear", align_corners=False)
            x = x + part
        return torch.as_tensor(self.blocks(functional.relu(x)))

    def read(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        """Answers from the feature map."""
        n, count = len(x), len(POINTS)
        heat = self.heat(x).reshape(n, count, -1)
        chance = heat.softmax(dim=2)
        offset = self.offset(x).reshape(n, count, 2, -1) * CELL_PX
        px = (chance * (self.across + offset[:, :, 0])).sum(dim=2)
        py = (chance * (self.down + offset[:, :, 1])).sum(dim=2)
        points = torch.stack([px, py], dim=2)
        flat = x.reshape(n, WIDTH, -1)
        at = torch.matmul(chance, flat.transpose(1, 2))
        about = torch.einsum("nkc,kco->nko", at, self.about) + self.about_bias
        spread = about[:, :, :2].clamp(*LOG_SPREAD)
        relative = (points - points.mean(dim=1, keepdim=True)) / SIDE_PX
        joined = torch.cat([self.fewer(at).flatten(1), 4.0 * relative.flatten(1), flat.mean(dim=2)], dim=1)
        whole = self.whole(joined)
        return {
            "heat": heat,
            "points": points,
            "log_spread": spread,
            "state": about[:, :, 2:],
            "right": whole[:, 0],
            "angles": whole[:, 1 : 1 + len(ANGLES)] * ANGLE_UNIT_DEG,
            "angle_log_spread": whole[:, 1 + len(ANGLES) :].clamp(*LOG_ANGLE_SPREAD),
        }


class Eyes(nn.Module):
    """The backbone's later layers, whose weights may be trained too, and the head."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone, self.head = backbone, Head()

    def forward(self, given: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """Answers (see `Head.forward`) for the maps that the backbone's frozen front gives.

        While training the backbone is half as precise, and faster. The head is not: in half precision oneDNN's
        gradients of its dilated convolutions are wrong (torch 2.13, measured: infinite or off by more than their size).
        """
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.is_grad_enabled()):
            maps = self.backbone(given)
        return dict(self.head({name: value.float() for name, value in maps.items()}))
