"""Tests of the small sets for first steps."""
