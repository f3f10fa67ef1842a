"""The arrays as text that any program reads: one JSON document, or a CSV table for each array."""
