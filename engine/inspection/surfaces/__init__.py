"""Pictures over the plane of one or two inputs: the decision surface, the maps of neurons, and the grid that they share."""
