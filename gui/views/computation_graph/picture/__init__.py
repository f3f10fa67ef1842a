"""The picture of a graph: its layout, what part of it is seen, how it is painted, and the widget with its mouse and keys."""
