"""All rows of the table, with what the network says of each."""
