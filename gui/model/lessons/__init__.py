"""Lessons without a window: what stands in a file, how goals judge, and how a lesson is played step by step."""
