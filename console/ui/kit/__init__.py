"""What every part of the window is made of: theme, buttons, sheets, names, texts."""
