"""Studies: who gets the assistant at random, when, with which guardrails and questionnaires."""
