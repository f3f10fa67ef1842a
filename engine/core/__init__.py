"""What every other room builds on: arrays, hyperparameters and registries, the tape, number formats, translation, version."""
