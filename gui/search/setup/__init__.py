"""The setup of a search: what varies and over which values, how it is searched, where it runs and is kept."""
