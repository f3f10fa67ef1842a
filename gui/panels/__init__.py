"""The panels made of controls: what the user sets, as against the views, which draw."""
