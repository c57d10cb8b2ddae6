"""What recorded and scripted customers share: pace, settings and simulated time."""
