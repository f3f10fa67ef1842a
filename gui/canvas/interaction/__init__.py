"""What a user does on the canvas: hit test, mouse, gestures, keys, menus, tips and the clipboard, all on a `CanvasHost`."""
