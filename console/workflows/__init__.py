"""Work of several steps without a window: export, analysis, sample size, series of sessions."""
