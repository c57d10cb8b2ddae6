"""Benchmarks: what the console does, beside what others do with the same work in the same run."""
