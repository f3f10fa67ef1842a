"""What is dragged onto the canvas: the lists of layers and inputs, and the mime types that their drags carry."""
