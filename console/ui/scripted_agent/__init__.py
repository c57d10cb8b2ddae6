"""A scripted agent that works the window through its widgets, for demonstrations and tests."""
