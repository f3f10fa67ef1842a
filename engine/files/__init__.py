"""Reading and writing files safely: sizes checked before reading, writing atomic, every failure one FileProblem for people."""
