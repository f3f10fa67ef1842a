"""Drawing one's own points: the pad with its tools, and the edit that makes them the project's data. No Qt."""
