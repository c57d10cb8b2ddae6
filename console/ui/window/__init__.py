"""The main window: what it consists of, which events it follows, which keys it has."""
