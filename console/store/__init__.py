"""The log on disk. The only package that opens SQLite."""
