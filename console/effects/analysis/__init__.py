"""The analysis of a study: a module for each part of ``results.json``."""
