"""The inspector: a page of settings and numbers for whatever is selected in the network."""
