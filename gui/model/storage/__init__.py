"""Project files: a zip of JSON and NumPy arrays, read with distrust and written as a whole or not at all."""
