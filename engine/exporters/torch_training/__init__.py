"""A script for PyTorch that goes on training: the network's own rows, the same recipe, on one machine or on many.

`training_script` is the format, `recipe_code` what each part of a recipe becomes, `training_text` the loop around it.
"""
