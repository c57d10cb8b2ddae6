"""The table of assignments: what was drawn for sessions, and how."""

from console.measures.schema import Privacy, Relation, Table, given
from console.measures.sessions import SESSION

ASSIGNMENTS = Table(
    name="assignments",
    description="Which arm each session was in, and how that was settled; a session that switches "
    "back and forth has a row for each stretch. What was drawn for single chats is in chats.",
    key=("session", "seq"),
    columns=(
        given("session", "string", "The session.", nullable=False),
        given("seq", "integer", "Place in the log.", nullable=False),
        given("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
        given("time", "datetime", "When it was recorded.", nullable=False),
        given("study", "string", "The study the session is part of."),
        given("arm", "string", "Treatment or control.", nullable=False),
        given("arm_name", "string", "The study's name for the arm."),
        given(
            "access",
            "integer",
            "Whether suggestions may be seen from then on; as the arm says where the lot does not.",
            unit="0 or 1",
            nullable=False,
        ),
        given("unit", "string", "What was assigned, such as the agent.", nullable=False),
        given("method", "string", "How.", nullable=False),
        given("stratum", "string", "Among whom it was drawn."),
        given("block", "integer", "In which block of the stratum, from 0."),
        given("bucket", "string", "The stretch of time it was drawn for, in a switchback."),
        given("bucket_start", "datetime", "When that stretch began, where its name tells."),
        given("guardrails", "array", "The names of the guardrails in force from then on."),
    ),
)


def assignments(lots: Relation, sessions: Relation) -> Relation:
    """What was drawn for each session."""
    of_sessions = lots.filter(lots.kind == "arm_assigned")
    return of_sessions.inner_join(sessions.select(*SESSION, "agent", "study"), SESSION)
