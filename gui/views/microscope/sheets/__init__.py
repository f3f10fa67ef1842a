"""The stages of a step as sheets of numbers with their rules, apart from how they are shown."""
