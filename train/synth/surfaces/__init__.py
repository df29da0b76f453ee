"""Surfaces without paper: each a function of a lot and a size (w, h) that gives a BGR float32 picture (h, w, 3)."""
