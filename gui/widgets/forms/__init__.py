"""Forms made from `param()` fields: an editor for each kind of hyperparameter, numbers as text, and steps of arrow keys."""
