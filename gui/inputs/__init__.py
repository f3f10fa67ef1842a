"""The network's inputs to switch on and off: the popup at the canvas, tiles, table columns and the formula line."""
