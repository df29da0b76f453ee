"""Training of the network that looks at each proposal of the page network once more."""
