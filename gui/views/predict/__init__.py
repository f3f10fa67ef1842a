"""The view that asks the trained network: of a row that is typed, or of the rows of another file."""
