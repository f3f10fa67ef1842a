"""What comes before a table's rows: kinds of files that hold tables, and how a text is divided into columns."""
