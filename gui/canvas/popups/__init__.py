"""Widgets that open or lie over the canvas: editors in place, lists, and what does not scroll with the network."""
