"""The data panel: the gallery of datasets, the dialog for CSV files, split, scaling and seeds."""
