"""What formats that are code share, whatever their language: formulas as text, exact numbers, rows a file checks itself with."""
