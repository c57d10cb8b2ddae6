"""The channel of scripted customers, from a scenario pack: what they know, want and say."""
