"""All that a run depends on, as one immutable value; what differs between two, what can be wrong with one, and remedies."""
