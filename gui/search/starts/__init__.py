"""Many starts of one network: a window with the wall of their ends, their learning curves, and how many reach a goal."""
