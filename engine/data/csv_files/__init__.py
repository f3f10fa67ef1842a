"""Tables of data in text files: bytes to text, text to rows, cells to numbers, and which column is to be learned.

`reader` is what others call; it goes through `encoding`, `rows`, `columns` and `target` in this order.
"""
