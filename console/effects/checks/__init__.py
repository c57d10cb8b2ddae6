"""Whether an experiment can be trusted: sample ratio, balance, many outcomes, early looks."""
