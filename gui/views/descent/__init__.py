"""The view of example functions: balls roll down them by the rules of the optimizers, from a start that one drags."""
