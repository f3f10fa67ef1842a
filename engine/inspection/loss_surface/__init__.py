"""The training loss as a surface over two trained numbers, or over a plane through all of them; with the path of the run."""
