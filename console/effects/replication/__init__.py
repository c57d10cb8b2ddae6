"""The study's regressions with their rows, for other programs to run again."""
