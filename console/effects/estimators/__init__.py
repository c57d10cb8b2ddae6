"""Estimators of effects: intention to treat, local average, by tier, by quantile, placebo."""
