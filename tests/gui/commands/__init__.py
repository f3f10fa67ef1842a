"""Commands that work on projects."""
