"""One training step in slow motion: all that its forward pass, backward pass and update compute, kept where it is computed."""
