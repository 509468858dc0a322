"""Compute the loads of a lift: joint moments, muscle forces and the forces at L5/S1.

`anthropometry` has the tables of body segments and of stature and mass. `model` builds and corrects the
musculoskeletal model, with its `segments` and `muscles`. `posture` brings sagittal curves into its coordinates,
`dynamics` gives reactions and net moments, `static_optimization` distributes the moments over the muscles, and
`lumbosacral` resolves the reaction at L5/S1 along and across the disc; `solution` composes them. `uncertainty` gives
the intervals, from `cases` with each input moved up and down and from the model's own uncertainty (`intervals`), and
`variation` computes the effect of a single change. `coordinates` brings a measured movement into the model's
coordinates, and `recording` finds its loads; `published` has loads measured by others.
"""
