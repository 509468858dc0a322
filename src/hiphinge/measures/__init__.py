"""How a movement went, measured repetition by repetition; nothing here is judged."""
