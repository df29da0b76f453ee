"""The browser's page and the interface of `cifra serve`, which needs the extra `serve`."""
