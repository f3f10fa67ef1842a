"""The panels made of controls: what the user sets, as against the views, which draw. Each edits the document or emits signals."""
