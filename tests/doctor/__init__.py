"""The doctor beside networks whose trouble is known: a generated collection of them, and how often its verdict and its remedy are
right (`python -m tests.doctor`)."""
