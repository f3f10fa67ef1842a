"""What Help shows: the guide, about the program, and what goes into a report of a problem."""
