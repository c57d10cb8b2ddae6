"""Randomization inference: the assignment repeated as it was randomised."""
