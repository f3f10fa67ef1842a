"""One file for each thing that test_adding.py adds to a copy of the program. Nothing here is registered in the program itself."""
