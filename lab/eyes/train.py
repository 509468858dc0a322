"""Train the head of the joints' net: `python -m lab.eyes.train --stills DIR --backbone movenet.onnx --out HEAD.pt`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from lab.eyes.batches import Batches, shuffled, stream
from lab.eyes.crops import packed
from lab.eyes.labels import Labels
from lab.eyes.loss import losses
from lab.eyes.net import Head
from lab.eyes.score import scores

BATCH = 32
RATE, DECAY = 2.5e-3, 1e-2
STEADY = 0.998
"""Share of the running mean of the weights that each step keeps; the mean is what is written."""


@dataclass(frozen=True)
class Plan:
    """How long and with what to train."""

    backbone: Path
    epochs: int
    workers: int
    seed: int


def fit(crops: Path, labels: Labels, rows: npt.NDArray[np.int64], plan: Plan, begin: Path | None = None) -> Head:
    """Return a head trained on some rows."""
    torch.manual_seed(plan.seed)
    rng = np.random.default_rng(plan.seed)
    head, mean = Head(), Head()
    if begin is not None:
        head.load_state_dict(torch.load(begin))
    mean.load_state_dict(head.state_dict())
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    steps = plan.epochs * (len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=steps + 1, pct_start=0.15)
    began, done = time.perf_counter(), 0
    for epoch in range(plan.epochs):
        lot = Batches(
            crops, labels, shuffled(rows, BATCH, rng), plan.backbone, distort=True, seed=plan.seed * 1000 + epoch
        )
        sums: dict[str, float] = {}
        head.train()
        for batch in stream(lot, plan.workers):
            parts = losses(head(batch), batch)
            optimiser.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_(head.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            done += 1
            keep = min(STEADY, done / (done + 10.0))
            with torch.no_grad():
                for old, new in zip(mean.parameters(), head.parameters(), strict=True):
                    old.lerp_(new, 1.0 - keep)
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value)
        told = ", ".join(f"{name} {value / max(1, len(lot)):.3f}" for name, value in sums.items())
        sys.stderr.write(f"epoch {epoch + 1} of {plan.epochs}, {time.perf_counter() - began:.0f} s: {told}\n")
        sys.stderr.flush()
    return mean.eval()


def main(argv: Sequence[str] | None = None) -> int:
    """Train on all people but those held out, and report on these."""
    parser = argparse.ArgumentParser(prog="python -m lab.eyes.train", description=__doc__)
    parser.add_argument("--stills", type=Path, required=True, help="folder of lab.stills")
    parser.add_argument("--backbone", type=Path, required=True, help="what lab.nets.movenet wrote")
    parser.add_argument("--out", type=Path, required=True, help="where the head's weights go")
    parser.add_argument("--begin", type=Path, help="weights to begin with")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--hold", type=int, default=8, help="people whose number divided by this leaves --part are held out"
    )
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--half", action="store_true", help="train on the people held out, and score on the others")
    parser.add_argument("--share", type=float, default=1.0, help="share of the training people that is used")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    crops, labels = packed(options.stills)
    held = (labels.person % options.hold == options.part) != options.half
    few = np.random.default_rng(1).random(int(labels.person.max()) + 1)[labels.person] <= options.share
    rows, test = np.flatnonzero(~held & few), np.flatnonzero(held)
    sys.stderr.write(f"{len(rows)} stills to train on, {len(test)} held out\n")
    plan = Plan(options.backbone, options.epochs, options.workers, options.seed)
    head = fit(crops, labels, rows, plan, options.begin)
    torch.save(head.state_dict(), options.out)
    print(scores(head, crops, labels, test[:: max(1, len(test) // 2000)], options.backbone))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
