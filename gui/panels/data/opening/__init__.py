"""The dialog that opens a table: how the file was understood, its first rows, and what becomes of each column."""
