"""The plots of a search: what is drawn of its trials, and the functions, without Qt, that say where."""
