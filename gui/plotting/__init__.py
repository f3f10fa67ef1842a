"""Plots, as views, panels and the race use them: the area with axes, tick labels, legend, scale, and saving as a picture.

`curves` holds what is drawn over steps, `surfaces` what is drawn over inputs. Nothing here knows a view.
"""
