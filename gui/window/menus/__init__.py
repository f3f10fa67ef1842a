"""What the menus of the main window offer: a row for each action, and the entries that change with the state."""
