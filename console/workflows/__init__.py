"""Commands of several steps without a window: export, analysis, sample size, a series of sessions."""
