"""The network as a picture to edit by mouse and keys. `canvas.Canvas` is the view, `scene.NetworkScene` what it shows."""
