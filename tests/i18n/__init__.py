"""The texts of the program in its languages: catalogues that are whole, and nothing shown that is not in them."""
