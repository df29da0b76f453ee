"""Where digits are: a picture in levels, the page network, its answers as boxes."""
