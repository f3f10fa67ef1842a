"""Curves over training steps: their values, how they are painted, and the plot that shows them."""
