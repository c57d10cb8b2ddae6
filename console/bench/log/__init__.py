"""How long an append holds up the window, and how fast a log is written and opened."""
