"""How good a network's predictions are, row by row: numbers beside the true ones, and ROC curves of classes."""
