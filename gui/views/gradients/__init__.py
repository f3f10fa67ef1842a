"""The gradients view: curves of each layer's gradient, a table of the present numbers, and the gradient check."""
