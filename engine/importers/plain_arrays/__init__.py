"""Files of arrays by name and nothing else: PyTorch's state dicts, and .npz and .safetensors files of other programs."""
