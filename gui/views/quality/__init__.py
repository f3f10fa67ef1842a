"""The views of how good predictions are: confusion, precision and recall, ROC; for numbers predicted against true, residuals."""
