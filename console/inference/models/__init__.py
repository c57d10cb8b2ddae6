"""Models as files: the catalogue, fetching, verifying, and preparing them for this machine."""
