"""What a lift loads: joint moments, how the muscles share them, and the forces at L5/S1.

`anthropometry` has the tables of body segments and what people weigh; `model` builds the musculoskeletal model, with
what it gets wrong put right; `posture` brings sagittal curves into its coordinates; `dynamics` gives reactions and net
moments; `sharing` distributes the moments over the muscles; `lumbosacral` resolves the reaction at L5/S1 along and
across the disc; `lift` composes them and `bands` gives the intervals. `track` brings a
measured movement into the model's coordinates and `measured` finds its loads. `planar` is a second, simple route for
checking the first. `niosh` is the revised NIOSH lifting equation, and `niosh_lift` judges one lift by it.
"""
