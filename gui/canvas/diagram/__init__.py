"""What the canvas draws, as plain values without Qt: the layers in a row, their geometry, their parts, the selected ones."""
