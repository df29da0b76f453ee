"""Cifra reads handwritten digits with a camera: this side runs on a Raspberry Pi, or any PC."""
