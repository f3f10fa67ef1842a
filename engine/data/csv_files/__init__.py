"""Tables of data in text files: bytes to text, text to rows, cells to numbers, and which column is to be learned.

`reader.py` is what others call; the file is read in the order text, rows, columns, label.
"""
