"""The views of how good predictions are: numbers against the true ones, residuals, precision and recall, ROC."""
