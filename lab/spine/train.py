"""Train the spine's estimator: `python -m lab.spine.train --stills DIR [--stills DIR] --out MODEL.onnx`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from hiphinge.core.body import LANDMARKS, SPINE_POINTS
from hiphinge.core.measure import Z90
from hiphinge.movement.spine.features import RAYS
from hiphinge.movement.spine.model import LANDMARK_FEATURES, QUANTITIES
from lab.spine.examples import Examples, load, of_people, together
from lab.spine.network import SCALE_DEG, Array, Ensemble, Perceptron, to_onnx
from lab.spine.prior import training_weights
from lab.spine.robustness import robustness

BATCH = 256
RATE = 2e-3
DECAY = 2e-2
NOISE = 0.25
"""Standard deviation of what is added to each standardised feature in training."""

SIZE_NOISE = 0.03
"""Spread of the body's unit: the percentile of few stills against that of a whole recording."""

UNKNOWN_SHARE = 0.3
"""Share of the examples in which the reference is withheld."""

COVERED = 0.90
WITH = "with standing"

MEAN_WEIGHT = 0.5
"""Exponent of the variance that weights each example's likelihood (beta-NLL, Seitzer et al. 2022, ICLR)."""


def train_member(examples: Examples, ensemble: Ensemble, *, epochs: int, seed: int) -> Perceptron:
    """One member, trained on examples of all people but the tenth that `seed` leaves out."""
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    member = Perceptron(examples.features.shape[1], len(QUANTITIES))
    steps = max(1, epochs * (len(examples) // BATCH + 1))
    optimiser = torch.optim.AdamW(member.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=steps)
    target = torch.as_tensor(examples.residual / SCALE_DEG, dtype=torch.float32)
    has = examples.reference >= 0
    weight = torch.as_tensor(training_weights(examples), dtype=torch.float32)
    lengths = length_columns(examples.features.shape[1])
    for _ in range(epochs):
        member.train()
        size = 1.0 + SIZE_NOISE * rng.standard_normal((len(examples), 1))
        scale = np.ones_like(examples.features)
        scale[:, lengths] = size
        views = [view * scale for view in views_of(examples, rng)]
        known = has & (rng.random(len(examples)) > UNKNOWN_SHARE)
        inputs = ensemble.inputs(views, known)
        order = torch.randperm(len(examples), generator=generator)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            noisy = inputs[rows]
            noisy = noisy + NOISE * torch.randn(noisy.shape, generator=generator)
            noisy[:, -1] = inputs[rows, -1]
            loss = (weight[rows, None] * likelihood(*member(noisy), target[rows])).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            if schedule.last_epoch < steps:
                schedule.step()
    return member.eval()


def views_of(examples: Examples, rng: np.random.Generator | None) -> list[Array]:
    """Features of frame, deepest, moving and standing, (rows, features) each; see `Examples.contexts`."""
    return [examples.features, *examples.contexts(rng), examples.features[examples.reference]]


def likelihood(mean: torch.Tensor, log_spread: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Negative log likelihood of a normal, each value weighted by a power of its own variance, (rows, outputs)."""
    variance = torch.exp(2 * log_spread)
    loss = 0.5 * (target - mean) ** 2 / variance + log_spread
    return loss * variance.detach() ** MEAN_WEIGHT


def length_columns(features: int) -> npt.NDArray[np.int64]:
    """Columns of the features that are lengths: the skeleton at the start, points of the spine, the rays at the end."""
    points = np.arange(LANDMARK_FEATURES - RAYS, LANDMARK_FEATURES - RAYS + 2 * len(SPINE_POINTS))
    return np.concatenate(
        [
            np.arange(2 * len(LANDMARKS)),
            points if features > LANDMARK_FEATURES else points[:0],
            np.arange(features - RAYS, features),
        ]
    )


def fit(examples: Examples, *, members: int, epochs: int, seed: int = 0) -> Ensemble:
    """An ensemble; each member sees nine tenths of the people."""
    centre = np.median(examples.features, axis=0)
    spread = np.maximum(1.4826 * np.median(np.abs(examples.features - centre), axis=0), 0.02)
    ensemble = Ensemble([], centre, spread, np.ones(len(QUANTITIES)))
    people = np.unique(examples.person)
    for i in range(members):
        rng = np.random.default_rng(seed + i)
        some = rng.permutation(people)[: max(1, int(0.9 * len(people)))]
        ensemble.members.append(train_member(of_people(examples, some), ensemble, epochs=epochs, seed=seed + i))
        sys.stderr.write(f"member {i + 1} of {members}\n")
        sys.stderr.flush()
    return ensemble


def score(ensemble: Ensemble, examples: Examples, *, known: bool) -> tuple[Array, Array]:
    """Errors and spreads in degrees on examples, each of shape (rows, quantities)."""
    has = (examples.reference >= 0) & known
    mean, spread = ensemble.predict(views_of(examples, None), has)
    return mean - examples.residual, spread


def widening(error: Array, spread: Array, weight: Array) -> Array:
    """What spreads are to be multiplied by so that nine tenths of held-out errors lie in the interval, (quantities,).

    Split conformal calibration (Angelopoulos & Bates 2023, Found. Trends Mach. Learn. 16:494) of the scaled error,
    with the examples weighted, (rows,): those of movements, which is what recordings show.
    """
    factors = []
    for scaled in (np.abs(error) / spread).T:
        order = np.argsort(scaled)
        reached = np.cumsum(weight[order]) / weight.sum()
        factors.append(scaled[order][np.searchsorted(reached, COVERED)] / Z90)
    return np.array(factors)


def report(name: str, error: Array, spread: Array, weight: Array) -> str:
    """One line a quantity: mean absolute error, bias, share inside the 90 % interval."""
    lines = []
    for i, quantity in enumerate(QUANTITIES):
        size = np.abs(error[:, i])
        inside, off, bias = (
            float(np.average(x, weights=weight)) for x in (size < Z90 * spread[:, i], size, error[:, i])
        )
        lines.append(f"| {name} | {quantity} | {off:.2f} | {bias:+.2f} | {100 * inside:.0f} % |")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Hold a fifth of the people out, calibrate and report on them, then train on everyone and write the model."""
    parser = argparse.ArgumentParser(prog="python -m lab.spine.train", description=__doc__)
    parser.add_argument("--stills", type=Path, action="append", required=True, help="folder of lab.stills, read")
    parser.add_argument("--out", type=Path, help="where the ONNX model goes; none: only the report")
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    examples = together([load(folder, 100_000 * i) for i, folder in enumerate(options.stills)])
    people = np.unique(examples.person)
    held = np.random.default_rng(options.seed).permutation(people)[: max(1, len(people) // 5)]
    training, test = of_people(examples, np.setdiff1d(people, held)), of_people(examples, held)
    sys.stderr.write(f"{len(examples)} stills of {len(people)} people; {len(test)} held out\n")
    ensemble = fit(training, members=options.members, epochs=options.epochs, seed=options.seed)
    weight = test.on_movement.astype(np.float64)
    ensemble.widening = 0.5 * sum(widening(*score(ensemble, test, known=known), weight) for known in (True, False))
    print("| held out | quantity | mean absolute error | bias | 90 % intervals cover |\n|---|---|---|---|---|")
    scores = {name: score(ensemble, test, known=name == WITH) for name in (WITH, "without")}
    for name, found in scores.items():
        print(report(name, *found, weight))
    print()
    print(robustness(test.table, *scores[WITH], weight))
    if options.out is not None:
        whole = fit(examples, members=options.members, epochs=options.epochs, seed=options.seed)
        whole.widening = ensemble.widening
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_bytes(to_onnx(whole))
        sys.stderr.write(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
