"""What a lift loads: joint moments, how the muscles share them, and the forces at L5/S1.

`anthropometry` has the tables of body segments and what people weigh. `model` builds the musculoskeletal model, with
what it gets wrong put right, of `segments` and `muscles`. `posture` brings sagittal curves into its coordinates,
`dynamics` gives reactions and net moments, `static_optimization` distributes the moments over the muscles, and
`lumbosacral` resolves the reaction at L5/S1 along and across the disc; `solution` composes them. `uncertainty` gives
the intervals, of `cases` that are moved up and down and what the model leaves open (`intervals`), and `variation` says
what one thing done otherwise would change. `coordinates` brings a measured movement into the model's coordinates, and
`recording` finds its loads; `published` has what others measured.
"""
