"""The view of a computation graph: laid out in layers, painted, stepped through, and asked about."""
