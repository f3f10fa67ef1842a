"""Descent on functions that can be seen whole: example functions, and balls that the optimizers of networks move on them."""
