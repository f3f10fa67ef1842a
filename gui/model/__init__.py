"""The user's project as one immutable value, and the pure functions that edit it. Nothing here knows Qt."""
