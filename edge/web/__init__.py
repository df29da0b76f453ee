"""What `cifra serve` gives to browsers and programs. It needs the extra `serve`; nothing outside imports it."""
