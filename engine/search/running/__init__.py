"""A search while it runs: who is stopped early, what is left to do, and what the best says of rows that no trial saw."""
