"""Linear regression with absorbed fixed effects and cluster-robust covariance."""
