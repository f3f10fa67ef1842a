"""The window, in PySide6 and pyqtgraph: from `app`, where it starts, down to `model`, the user's project without Qt."""
