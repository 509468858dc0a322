"""Which cycles of a recording are repetitions, decided over the whole recording at once.

A recording is a chain of cycles, each either a repetition of the set or something else: walking in, setting up, putting
down, a crouch to the camera. A set is mostly one run of repetitions, so entering one costs something, and a doubtful
cycle is taken along by its neighbours more easily than it stands alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray

ENTER: Final = 1.5
"""Log-odds that a run of repetitions must make up for (proposal)."""


def chances(scores: FloatArray) -> FloatArray:
    """Return the chance that each cycle is a repetition of the set, given its log-odds and the others', both (cycles,).

    Forward–backward over the same chain that `decoded` searches for its most probable way.
    """
    count = len(scores)
    forward, backward = np.zeros((count + 1, 2)), np.zeros((count + 1, 2))
    forward[0, 1] = -np.inf
    for i, score in enumerate(scores):
        out = np.logaddexp(forward[i, 0], forward[i, 1])
        into = np.logaddexp(forward[i, 0] - ENTER, forward[i, 1])
        forward[i + 1] = out, into + score
    for i in range(count - 1, -1, -1):
        kept = backward[i + 1, 1] + scores[i]
        backward[i] = np.logaddexp(backward[i + 1, 0], kept - ENTER), np.logaddexp(backward[i + 1, 0], kept)
    odds = (forward + backward)[1:]
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(odds[:, 0] - odds[:, 1], -700.0, 700.0))), dtype=np.float64)


def decoded(scores: FloatArray) -> NDArray[np.bool_]:
    """Return the most probable set of repetitions, given each cycle's log-odds of being one, both (cycles,)."""
    count = len(scores)
    best = np.zeros((count + 1, 2))
    best[0, 1] = -np.inf
    came = np.zeros((count, 2), dtype=np.intp)
    for i, score in enumerate(scores):
        out = best[i, 0], best[i, 1]
        into = best[i, 0] - ENTER, best[i, 1]
        came[i] = int(out[1] > out[0]), int(into[1] > into[0])
        best[i + 1] = max(out), max(into) + score
    kept = np.zeros(count, dtype=bool)
    state = int(best[count, 1] > best[count, 0])
    for i in range(count - 1, -1, -1):
        kept[i] = state == 1
        state = int(came[i, state])
    return kept
