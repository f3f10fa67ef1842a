"""Slots: the places of the window that hold a view each, the value that says what stands where, and views in own windows."""
