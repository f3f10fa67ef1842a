"""The engine without a window: `python main.py train …`. `train.py` is where it begins."""
