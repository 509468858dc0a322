"""Drills: what a prop shows about a hinge, a rod along the back or a wall behind it."""
