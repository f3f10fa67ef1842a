"""Training: sessions and all that changes in them, from a recorded step to history, checkpoints, divergence and undo."""
