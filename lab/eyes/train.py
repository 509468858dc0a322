"""Train the joints' net: `python -m lab.eyes.train --stills DIR --backbone movenet.onnx --out EYES.pt`.

With `--deep` the backbone's later layers are trained too. Several processes share each step (`--processes`).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import distributed, multiprocessing, nn

from lab.eyes.backbone import FRONT, MAPS, Backbone, front_of
from lab.eyes.batches import Batches, shuffled, stream
from lab.eyes.calibrate import calibrate
from lab.eyes.crops import packed
from lab.eyes.labels import Labels
from lab.eyes.loss import losses
from lab.eyes.net import Eyes
from lab.eyes.score import scores

BATCH = 32
"""Stills of a step, over all processes."""

RATE, DEEP_RATE, DECAY = 2.0e-3, 2.0e-4, 1e-2
"""Highest rates of the head and of the backbone's layers; only the head's weights decay."""

STEADY = 0.998
"""Share of the running mean of the weights that each step keeps; the mean is what is written."""

PORT = "29511"
TOLD_STEPS = 100


@dataclass(frozen=True)
class Plan:
    """How long and with what to train."""

    stills: Path
    backbone: Path
    front: Path
    given: tuple[str, ...]
    out: Path
    begin: Path | None
    epochs: int
    seed: int
    processes: int
    rates: tuple[float, float]


def new_eyes(plan: Plan) -> Eyes:
    """Return the net with the weights that training begins with."""
    eyes = Eyes(Backbone(plan.backbone, plan.given))
    if plan.begin is not None:
        eyes.load_state_dict(torch.load(plan.begin), strict=False)  # a head alone may begin deep training
    return eyes.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def averaged(eyes: nn.Module) -> None:
    """Set every gradient to its mean over the processes."""
    gradients = [p.grad for p in eyes.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    at = 0
    for gradient in gradients:
        gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
        at += gradient.numel()


def lots(plan: Plan, crops: Path, labels: Labels, rows: npt.NDArray[np.int64], rank: int) -> Iterator[Batches]:
    """Yield this process's batches of every epoch."""
    rng = np.random.default_rng(plan.seed)
    each = BATCH // plan.processes
    for epoch in range(plan.epochs):
        parts = shuffled(rows, BATCH, rng)
        mine = [part[rank * each : (rank + 1) * each] for part in parts]
        seed = (plan.seed * 1000 + epoch) * 100 + rank
        yield Batches(crops, labels, mine, plan.front, distort=True, seed=seed)


def fit(rank: int, plan: Plan, rows: npt.NDArray[np.int64]) -> None:
    """Train on some rows in one of the processes; the first writes the weights after every epoch."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    if plan.processes > 1:
        distributed.init_process_group("gloo", rank=rank, world_size=plan.processes)
    crops, labels = packed(plan.stills)
    eyes, mean = new_eyes(plan), new_eyes(plan)
    mean.load_state_dict(eyes.state_dict())
    torch.manual_seed(1000 * plan.seed + rank)
    groups = [
        {"params": list(eyes.head.parameters()), "weight_decay": DECAY},
        {"params": list(eyes.backbone.parameters()), "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW([group for group in groups if group["params"]])
    rates = list(plan.rates[: len(optimiser.param_groups)])
    steps = plan.epochs * (len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=rates, total_steps=steps + 1, pct_start=0.1)
    began, done = time.perf_counter(), 0
    for epoch, lot in enumerate(lots(plan, crops, labels, rows, rank)):
        sums: dict[str, float] = {}
        eyes.train()
        for batch in stream(lot, 1):
            parts = losses(eyes(batch), batch)
            optimiser.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            if plan.processes > 1:
                averaged(eyes)
            torch.nn.utils.clip_grad_norm_(eyes.parameters(), 5.0, error_if_nonfinite=True)
            optimiser.step()
            schedule.step()
            done += 1
            keep = min(STEADY, done / (done + 10.0))
            with torch.no_grad():
                for old, new in zip(mean.parameters(), eyes.parameters(), strict=True):
                    old.lerp_(new, 1.0 - keep)
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach())
            if rank == 0 and done % TOLD_STEPS == 0:
                sys.stderr.write(f"step {done} of {steps}, {time.perf_counter() - began:.0f} s\n")
                sys.stderr.flush()
        if rank == 0:
            torch.save(mean.state_dict(), plan.out)
            told = ", ".join(f"{name} {value / max(1, len(lot)):.3f}" for name, value in sums.items())
            sys.stderr.write(f"epoch {epoch + 1} of {plan.epochs}, {time.perf_counter() - began:.0f} s: {told}\n")
            sys.stderr.flush()


def main(argv: Sequence[str] | None = None) -> int:
    """Train on all people but those held out; calibrate the spreads on half of these, and report on the others."""
    parser = argparse.ArgumentParser(prog="python -m lab.eyes.train", description=__doc__)
    parser.add_argument("--stills", type=Path, required=True, help="folder of lab.stills")
    parser.add_argument("--backbone", type=Path, required=True, help="what lab.nets.movenet wrote")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go, after every epoch")
    parser.add_argument("--begin", type=Path, help="weights to begin with")
    parser.add_argument("--deep", action="store_true", help="train the backbone's later layers too")
    parser.add_argument("--rates", type=float, nargs=2, default=(RATE, DEEP_RATE), metavar=("HEAD", "BACKBONE"))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--hold", type=int, default=8, help="people whose number divided by this leaves --part are held out"
    )
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--share", type=float, default=1.0, help="share of the training people that is used")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    crops, labels = packed(options.stills)
    held = labels.person % options.hold == options.part
    few = np.random.default_rng(1).random(int(labels.person.max()) + 1)[labels.person] <= options.share
    rows, test = np.flatnonzero(~held & few), np.flatnonzero(held)
    sys.stderr.write(f"{len(rows)} stills to train on, {len(test)} held out\n")
    given = FRONT if options.deep else tuple(MAPS)
    front = front_of(options.backbone, given, options.out.with_suffix(".front.onnx"))
    plan = Plan(
        stills=options.stills,
        backbone=options.backbone,
        front=front,
        given=given,
        out=options.out,
        begin=options.begin,
        epochs=options.epochs,
        seed=options.seed,
        processes=options.processes,
        rates=(options.rates[0], options.rates[1]),
    )
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": PORT}
    multiprocessing.spawn(fit, args=(plan, rows), nprocs=plan.processes)
    eyes = Eyes(Backbone(plan.backbone, given))
    eyes.load_state_dict(torch.load(plan.out))
    first = labels.person[test] // options.hold % 2 == 0
    print(calibrate(eyes, crops, labels, test[first], front))
    torch.save(eyes.state_dict(), plan.out)
    print(scores(eyes, crops, labels, test[~first], front))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
