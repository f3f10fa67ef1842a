"""What *Train* opens beside the main window: each runs many networks, in a window and a thread of its own."""
