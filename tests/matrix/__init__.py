"""All cells of the matrix of export formats: `python -m tests.matrix`; the suite has those that cover every pair of values."""
