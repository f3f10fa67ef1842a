"""What networks are made of and judged by: layers, activation functions, losses, initializers and metrics."""
