"""How often people bend how: weights that turn stills drawn evenly into the postures of lifting people.

Some stills are drawn so that lumbar flexion says next to nothing of the bend; people are not like that. An estimator
that is to be right on average for people needs their proportions: without them it guesses the middle of all that is
possible.
"""

from __future__ import annotations

import numpy as np

from lab.bends import MOST_FLEXION_DEG, WAYS
from lab.spine.examples import Array, Examples

ANYTHING = (0.02, 30.0)
"""Share and spread of everything else, so that nothing is impossible."""

LIMITS = (0.10, 6.0)
FREE = ("upright", "rigid", "free")
STANDING_WEIGHT = 0.5
SMOOTHING = 0.15


def natural_weights(examples: Examples) -> Array:
    """A weight for each example, (examples,), of mean 1: how much more often people stand so than it was drawn."""
    from scipy.stats import gaussian_kde

    table = examples.table
    lumbar = table["lumbar_flexion_deg"].to_numpy()
    bend = table["pelvic_tilt_deg"].to_numpy() + lumbar
    standing = table["standing"].to_numpy()
    free = ~standing & table["kind"].is_in(FREE).to_numpy()
    if not free.any():
        return np.where(standing, STANDING_WEIGHT, 1.0)
    drawn_both = gaussian_kde(np.vstack([bend[free], lumbar[free]]), SMOOTHING)
    drawn_bend = gaussian_kde(bend[free], SMOOTHING)
    drawn = drawn_both(np.vstack([bend, lumbar])) / np.maximum(drawn_bend(bend), 1e-9)
    weight = natural_density(bend, lumbar) / np.maximum(drawn, 1e-6)
    weight = np.clip(weight / np.mean(weight[free]), *LIMITS)
    weight[~free] = 1.0
    weight[standing] = STANDING_WEIGHT
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def natural_density(bend: Array, lumbar: Array) -> Array:
    """Density of lumbar flexion given the whole bend (pelvis and low back), per degree, same shape."""

    def normal(mean: Array | float, spread: float) -> Array:
        return np.asarray(np.exp(-0.5 * ((lumbar - mean) / spread) ** 2) / (spread * np.sqrt(2 * np.pi)))

    share, spread = ANYTHING
    density = share * normal(0.0, spread)
    for share, part, spread in WAYS:
        density = density + share * normal(np.clip(part * bend, -10.0, MOST_FLEXION_DEG), spread)
    return density
