""".keras files: `keras_model` follows a model from its input to its output, `keras_steps` knows each of its layers."""
