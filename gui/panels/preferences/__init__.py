"""The dialog for what the user prefers in every project."""
