"""The command line: `python main.py train …` trains without a window. It starts in `train`."""
