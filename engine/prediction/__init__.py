"""What a trained network says of rows that are new to it: one that is typed, or those of another file."""
