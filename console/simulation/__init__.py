"""Synthetic experiments with a known truth, as bundles that an analysis can be tried on."""
