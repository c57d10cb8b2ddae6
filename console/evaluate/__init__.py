"""How good the assistant's parts are, measured on labelled data."""
