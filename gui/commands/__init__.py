"""Commands of `main.py` that work on projects or on the desktop, without a window and without Qt."""
