"""The engine: networks in plain NumPy, without a window. `Recipe` says what to train, `Session` trains it."""
