"""The console's ends of the two child processes."""
