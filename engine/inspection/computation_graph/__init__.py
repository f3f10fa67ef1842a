"""Computation graphs of typed expressions: `graph_text` reads them, `passes` computes values and, backwards, gradients.

An operation is a row of `operations`; `own_network` writes a neuron, or the loss of a row, of a network as such a text.
"""
