"""What is measured while training: statistics of the layers, how far apart rows of the history are, rows by the clock."""
