"""Odd inputs for everything that reads what comes from outside; see ``tests/fuzz_inputs.py``."""
