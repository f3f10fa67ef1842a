"""What Help shows: the pages and their window, F1, about the program, and what goes into a report of a problem."""
