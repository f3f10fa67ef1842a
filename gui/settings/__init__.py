"""What is remembered between two starts of the program: the user's preferences, and the folders that files were in."""
