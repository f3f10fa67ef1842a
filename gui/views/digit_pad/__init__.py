"""The digit pad: strokes of the mouse become an image like those of the data, and the network says what it is."""
