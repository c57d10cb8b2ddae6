"""Pictures of results as SVG, readable in light and dark and without colours."""
