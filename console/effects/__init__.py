"""Effects: estimators that take a table and column names, and the report of a study's results."""
