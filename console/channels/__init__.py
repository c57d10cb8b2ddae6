"""Where customers come from: one package for each kind of channel, and what all have in common."""
