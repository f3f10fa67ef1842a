"""The dialog of an import."""
