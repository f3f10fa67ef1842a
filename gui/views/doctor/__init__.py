"""The doctor view: a card for each verdict on why the network does not learn."""
