"""The race: several configurations of the user's network side by side, in a window and a thread of its own."""
