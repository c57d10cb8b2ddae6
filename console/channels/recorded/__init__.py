"""The channel of recorded customers, and the files that recordings are read from."""
