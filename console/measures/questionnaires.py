"""The tables of questionnaires: each time one was put before an agent, and each answer."""

from console.measures.expressions import seconds
from console.measures.schema import (
    Privacy,
    Relation,
    Table,
    Value,
    left_join,
    measure,
    plain_column,
)
from console.measures.sessions import SESSION

_SITTING = ("log", "sitting")
_ITEM = (*_SITTING, "item")


def sittings(facts: Relation, sessions: Relation) -> Relation:
    """One row a time a questionnaire was opened; ``facts`` are all that is about any.

    One whose opening is not in a damaged log is left out, with its answers.
    """
    opened = facts.filter(facts.kind == "questionnaire_opened")
    opened = opened.select(
        *SESSION, "seq", "sitting", "questionnaire", "occasion", opened="time", opened_ns="at_ns"
    )
    over = facts.filter(facts.kind == "questionnaire_finished")
    over = over.group_by(*_SITTING).agg(
        finished=over.time.argmin(over.seq),
        finished_ns=over.at_ns.argmin(over.seq),
        complete=over.complete.argmin(over.seq),
    )
    given_answers = facts.filter(facts.kind == "question_answered")
    counts = given_answers.group_by(*_SITTING).agg(answered=given_answers.item.nunique())
    rows = left_join(left_join(opened, over, _SITTING), counts, _SITTING)
    rows = rows.mutate(answered=rows.answered.fill_null(0))
    return rows.inner_join(sessions.select(*SESSION, "agent"), SESSION)


def answers(facts: Relation, sittings: Relation) -> Relation:
    """One row a question that was answered, with its sitting; the last answer counts."""
    answered = facts.filter(facts.kind == "question_answered")
    last = answered.group_by(*_ITEM).agg(seq=answered.seq.max())
    answered = answered.inner_join(last, (*_ITEM, "seq"))
    answered = answered.select(*_ITEM, "value", time="time", at_ns="at_ns", text_seq="seq")
    return answered.inner_join(sittings, _SITTING)


# --- of the sitting --------------------------------------------------------------------------


@measure("number", unit="s", formula="questionnaire_finished - questionnaire_opened")
def duration_s(sitting: Relation) -> Value:
    """How long it was open; null if it was neither submitted nor dismissed."""
    return seconds(sitting.finished_ns - sitting.opened_ns)


_OF_THE_SITTING = (
    plain_column("session", "string", "The session in which it was opened.", nullable=False),
    plain_column("sitting", "string", "This one time of filling it in.", nullable=False),
    plain_column("agent", "string", "The agent.", nullable=False, privacy=Privacy.AGENT),
    plain_column("questionnaire", "string", "The questionnaire.", nullable=False),
    plain_column(
        "occasion",
        "string",
        "The set point: the session's start or end, a break after a number of chats.",
        nullable=False,
    ),
    plain_column("opened", "datetime", "When it was put before the agent.", nullable=False),
    plain_column("finished", "datetime", "When it was submitted or dismissed."),
    plain_column(
        "complete",
        "integer",
        "Whether it was submitted; 0 if it was dismissed, null if neither.",
        unit="0 or 1",
    ),
)

SITTINGS = Table(
    name="sittings",
    description="Every time a questionnaire was put before an agent, answered or not.",
    key=("session", "sitting"),
    columns=(
        *_OF_THE_SITTING,
        plain_column(
            "answered",
            "integer",
            "How many of its questions were answered.",
            unit="questions",
            nullable=False,
        ),
        duration_s,
    ),
)

# --- of the answer ---------------------------------------------------------------------------


@measure("number", unit="s", formula="question_answered - questionnaire_opened", nullable=False)
def answer_s(answer: Relation) -> Value:
    """From the questionnaire's opening to the answer that counts."""
    return seconds(answer.at_ns - answer.opened_ns)


ANSWERS = Table(
    name="answers",
    description="Every question of a questionnaire that an agent answered; of several answers to "
    "one question the last.",
    key=("session", "sitting", "item"),
    columns=(
        *_OF_THE_SITTING,
        plain_column("item", "string", "The question.", nullable=False),
        plain_column("value", "number", "The answer on the question's scale."),
        plain_column("text", "string", "The answer in words.", privacy=Privacy.TEXT),
        plain_column("time", "datetime", "When it was given.", nullable=False),
        answer_s,
    ),
)
