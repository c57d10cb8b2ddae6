"""From bundles to a report: reads the tables and the study, has the effects estimated, writes."""
