"""The main window: its panels and where they stand, its menus, the live views, and the messages along its bottom."""
