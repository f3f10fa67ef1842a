"""What a screen reader is told of a picture that is painted: its parts as nodes of their own, and sentences said at once."""
