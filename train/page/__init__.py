"""The network that sees the page: what it learns from, how it learns, and its way into an int8 file."""
