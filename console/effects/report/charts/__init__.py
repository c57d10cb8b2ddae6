"""Charts of the report, drawn as SVG."""
