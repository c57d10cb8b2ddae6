"""Randomization inference: the assignment drawn again as it was drawn."""
