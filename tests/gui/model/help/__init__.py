"""Tests of the pages of the help."""
