"""Builds the network: data, augmentation, quantisation-aware training, and the export of the int8 file."""
