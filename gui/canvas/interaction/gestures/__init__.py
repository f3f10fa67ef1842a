"""Gestures: one file for each thing that a press or a drag can become, which ends in at most one undoable edit."""
