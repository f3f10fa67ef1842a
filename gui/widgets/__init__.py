"""Controls that are not Qt's and know nothing of this program's panels: labels, banner, tile; forms and previews."""
