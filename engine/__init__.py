"""The engine: networks in plain NumPy, without a window. A `Recipe` says what to train, a `Session` trains it.

Its rooms, from the bottom up; each may import those above it in this list:
core          arrays, hyperparameters and registries, the tape, number formats, translation
files         reading and writing safely
data          tables, datasets, CSV files, formulas, features, preprocessing
nn, optim     layers, activations, losses, metrics; optimizers, schedules, regularizers, stop rules
recipe        all that a run depends on
network       layers that share one θ
training      the training loop: session, batches, history, checkpoints
inspection    what plots show of a session
diagnosis     health of layers, the doctor's rules, gradient check
experiments   races and kept runs
exporters     trained networks to files, proved
importers     and back from files
cli           the command line
"""
