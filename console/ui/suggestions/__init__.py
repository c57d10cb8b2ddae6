"""The panel of suggestions: a card for the diagnosis and one for the solution."""
