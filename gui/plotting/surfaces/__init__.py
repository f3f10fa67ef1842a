"""Surfaces over inputs and matrices: from numbers to colours, the data's points, and the plots that show them."""
