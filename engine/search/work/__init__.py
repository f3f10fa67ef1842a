"""What a worker does: trains one piece of a trial from one epoch to another, on rows that it has got once."""
