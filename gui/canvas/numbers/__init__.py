"""The numbers of one row on the canvas: weights on links, b, z and a beside neurons, and the sum that a neuron computes."""
