"""The race: several variants of the user's network trained side by side, in a window and a thread of their own."""
