"""The program around the window: start, checks before it, autosave, crash reports, and the end."""
