"""The network's inputs as things one can switch: for the canvas, the list of inputs to drag, and the settings."""
