"""The table of assignments: which arm each session was assigned to, and how."""

from console.measures.schema import Privacy, Relation, Table, plain_column
from console.measures.sessions import SESSION

ASSIGNMENTS = Table(
    name="assignments",
    description="Which arm each session was in, and how it was assigned; a session that switches "
    "back and forth has a row for each period. Assignments of single chats are in chats.",
    key=("session", "seq"),
    columns=(
        plain_column("session", "string", "The session.", nullable=False),
        plain_column("seq", "integer", "Place in the log.", nullable=False),
        plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        plain_column("time", "datetime", "When it was recorded.", nullable=False),
        plain_column("study", "string", "The study the session is part of."),
        plain_column("arm", "string", "Treatment or control.", nullable=False),
        plain_column("arm_name", "string", "The study's name for the arm."),
        plain_column(
            "access",
            "integer",
            "Whether suggestions may be seen from then on; follows from the arm where the "
            "assignment does not say.",
            unit="0 or 1",
            nullable=False,
        ),
        plain_column("unit", "string", "What was assigned, such as the agent.", nullable=False),
        plain_column("method", "string", "How.", nullable=False),
        plain_column("stratum", "string", "The stratum within which it was randomised."),
        plain_column("block", "integer", "The block of the stratum, from 0."),
        plain_column("bucket", "string", "The period it is for, in a switchback."),
        plain_column("bucket_start", "datetime", "When that period began, if its name says so."),
        plain_column("guardrails", "array", "The names of the guardrails in force from then on."),
    ),
)


def assignments(facts: Relation, sessions: Relation) -> Relation:
    """The assignments of sessions, with agent and study."""
    of_sessions = facts.filter(facts.kind == "arm_assigned")
    return of_sessions.inner_join(sessions.select(*SESSION, "agent", "study"), SESSION)
