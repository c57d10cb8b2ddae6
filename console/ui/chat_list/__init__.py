"""The left side of the window: the queue, and a tab for each open chat."""
