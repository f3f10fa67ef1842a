"""A stage of a training step on the canvas: its layers marked, its numbers on neurons and links."""
