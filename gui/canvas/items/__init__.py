"""The graphics items of the scene: blocks, links, the inputs column, the bracket, and the hints over them."""
