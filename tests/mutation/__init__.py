"""Mutation testing: one operator or number of the program is changed, and the tests of its room must notice."""
