"""The report: results as one page that needs nothing else, for a reader and for a checker."""
