"""Lessons in the window: the pane that shows them, what is locked meanwhile, and *do it for me*."""
