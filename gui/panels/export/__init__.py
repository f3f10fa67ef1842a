"""The dialog of *Export…*: which weights, into which formats, and what the program that opens each file made of it."""
