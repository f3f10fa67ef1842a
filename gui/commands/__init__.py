"""Commands of `main.py` that work on projects, without a window and without Qt."""
