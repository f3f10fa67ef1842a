"""Training in a thread of its own: what the window asks of it, and the frames that it publishes. No widget in here."""
