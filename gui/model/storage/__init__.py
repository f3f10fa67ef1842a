"""Project files: a zip of JSON and NumPy arrays, checked while they are read, and written as a whole or not at all."""
