"""The whole suite on the oldest and newest Python, NumPy and PySide6 that are allowed: `python -m tests.environments`."""
