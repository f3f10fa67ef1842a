"""Keras 3: a `.keras` file written with json, zipfile and h5py alone, its reading in NumPy, and Keras that runs it.

`keras_file` is the format, `keras_graph` what a model is made of, `keras_layers` and `keras_inputs` what becomes of a network.
"""
