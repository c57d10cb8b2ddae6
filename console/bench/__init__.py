"""Benchmarks: the console's speed compared with others' at the same work in the same run."""
