"""What is found out about a study, a module for each part of ``results.json``."""
