"""Small datasets for first steps, whose numbers can be followed by hand: one module per dataset, found by themselves."""
