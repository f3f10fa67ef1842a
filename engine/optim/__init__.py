"""How weights are trained: optimizers, learning-rate schedules, regularizers, gradient clipping and stop rules."""
