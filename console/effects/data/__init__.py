"""From a bundle's tables to the rows that estimators compare."""
