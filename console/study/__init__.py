"""Studies: who is given the assistant by lot, when, with which guardrails and questionnaires."""
