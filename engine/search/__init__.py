"""Search: many trials of one network with other settings, judged on rows that they did not learn from, kept in one file."""
