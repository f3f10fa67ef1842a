"""One file of Python that needs nothing but NumPy: it predicts, reads tables, and checks itself."""
