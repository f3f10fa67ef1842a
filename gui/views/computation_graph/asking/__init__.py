"""Ask me: the questions that are asked of a graph, and where they are answered."""
