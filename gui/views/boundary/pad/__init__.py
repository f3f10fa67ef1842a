"""The pad over the picture of the output, on which one draws one's own points: its tools, marks, mouse and keys."""
