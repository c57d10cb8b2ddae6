"""From events to measures, one definition each."""
