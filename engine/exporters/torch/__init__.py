"""PyTorch: a network as a readable file of code, with its weights beside it.

`torch_export` is the format. Layers are in `torch_layers`, the text of the file in `torch_code` and `torch_inputs`.
"""
