"""The running console: where log, customers, session, assistant, study and window are wired together."""
