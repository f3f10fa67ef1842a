"""The search's window: what varies and how, its thread, and the trials as table, plots and small decision boundaries."""
