"""Measurements, not tests: `python -m tests.bench`, the engine beside its peers; `python -m tests.bench.window`, the window."""
