"""What an entry of a family looks like before it is chosen: curves and formulas of activations, losses, optimizers and others."""
