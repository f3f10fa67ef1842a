"""The output view: the decision surface with the data's points, its read-out, the held inputs and the scores."""
