"""The loss surface: the training loss over two weights, over one, or around the present ones, with the path of the run."""
