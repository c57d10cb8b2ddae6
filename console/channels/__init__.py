"""Where customers come from."""
