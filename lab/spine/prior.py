"""Weigh the training stills by how often people bend like them.

Stills drawn freely, whose lumbar flexion is nearly independent of the bend, are weighted by how often people stand so:
unweighted, the estimator would predict the mean of all possible postures. Stills of movements were drawn as people
bend, where rounded backs are rare; they are evened out, since a rounded back would otherwise be estimated as
the usual one.
"""

from __future__ import annotations

import numpy as np

from lab.bends import MAX_FLEXION_DEG, WAYS
from lab.spine.examples import Array, Examples

ANYTHING = (0.02, 30.0)
"""Share and spread of everything else, so that nothing is impossible."""

LIMITS = (0.10, 6.0)
EVENED_LIMITS = (0.30, 5.0)
FREE = ("upright", "rigid", "free")
FREE_WEIGHT, STANDING_WEIGHT = 1.5, 0.5
SMOOTHING = 0.15
KERNELS = 3000
"""Stills that a density is made from; more make it no better and slower."""


def training_weights(examples: Examples) -> Array:
    """A weight for each example, (examples,), of mean 1."""
    table = examples.table
    lumbar = table["lumbar_flexion_deg"].to_numpy()
    bend = table["pelvic_tilt_deg"].to_numpy() + lumbar
    weight = np.ones(len(examples))
    free = table["kind"].is_in(FREE).to_numpy()
    if free.any():
        wanted = natural_density(bend[free], lumbar[free]) / drawn_density(bend[free], lumbar[free])
        weight[free] = FREE_WEIGHT * np.clip(wanted / wanted.mean(), *LIMITS)
    moving = (table["kind"] == "moving").to_numpy()
    if moving.any():
        drawn = drawn_density(bend[moving], lumbar[moving])
        evened = np.clip(np.median(drawn) / drawn, *EVENED_LIMITS)
        weight[moving] = evened / evened.mean()
    weight[table["standing"].to_numpy()] = STANDING_WEIGHT
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def drawn_density(bend: Array, lumbar: Array) -> Array:
    """Density with which lumbar flexion was drawn given the whole bend, per degree, (stills,), above 0."""
    from scipy.stats import gaussian_kde

    both = np.vstack([bend, lumbar])
    some = both[:, :: max(1, len(bend) // KERNELS)]
    density = gaussian_kde(some, SMOOTHING)(both) / np.maximum(gaussian_kde(some[0], SMOOTHING)(bend), 1e-9)
    return np.asarray(np.maximum(density, 1e-6))


def natural_density(bend: Array, lumbar: Array) -> Array:
    """Density of lumbar flexion given the whole bend (pelvis and low back), per degree, same shape."""

    def normal(mean: Array | float, spread: float) -> Array:
        return np.asarray(np.exp(-0.5 * ((lumbar - mean) / spread) ** 2) / (spread * np.sqrt(2 * np.pi)))

    share, spread = ANYTHING
    density = share * normal(0.0, spread)
    for share, part, spread in WAYS:
        density = density + share * normal(np.clip(part * bend, -10.0, MAX_FLEXION_DEG), spread)
    return density
