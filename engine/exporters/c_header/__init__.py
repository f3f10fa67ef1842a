"""One header of C99 for programs without an operating system: no memory of its own, no output, only math.h."""
