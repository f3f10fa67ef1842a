"""The rail along the left edge, and the drawer that it opens: data, layers and inputs, lessons, runs, one at a time."""
