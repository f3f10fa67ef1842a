"""The bars and the list about the run: play and step, hyperparameters, the timeline of keyframes, the list of runs."""
