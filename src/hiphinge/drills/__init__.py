"""The drills: the hips to a wall, a rod along the back."""
