"""The dialog of *Import weights…*: what a file was recognised as, what it cannot know, and which data it goes on with."""
