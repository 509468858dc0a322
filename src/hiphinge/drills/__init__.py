"""Judge the two drills: hips pushed back to a wall, and a hinge with a rod along the back."""
