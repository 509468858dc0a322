"""Objects in the picture besides the athlete (a barbell's plate, a rod, a wall): observers, and their evaluation."""
