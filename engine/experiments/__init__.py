"""Several runs side by side: races between variants of one network, and records of runs that have ended."""
