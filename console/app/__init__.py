"""The running console: wires log, customers, session, assistant, study and window."""
