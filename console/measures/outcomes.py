"""How a chat turned out: rating, abandonment, and whether the customer came back."""

import ibis

from console.measures.expressions import indicator, seconds
from console.measures.schema import PAPER, Measure, Relation, Value, measure
from console.measures.sessions import CHAT

WINDOWS_US = {"10m": 600_000_000, "3d": 3 * 86_400_000_000, "7d": 7 * 86_400_000_000}
"""How soon a return counts as one, in microseconds, by the ending of the column's name."""

_WORDS = {"10m": "10 minutes", "3d": "3 days", "7d": "7 days"}


@measure("integer", unit="0 or 1", formula="rating < 3", source=PAPER)
def dissatisfied(chat: Relation) -> Value:
    """Whether the rating is below 3; null if not rated."""
    return indicator(chat.rating < 3)


@measure(
    "integer",
    unit="0 or 1",
    formula="(ended_by is customer, or start is not null and end - the later of start and the last "
    "message > sessions.patience_s), resolved is not 1, and (the last message is the customer's, "
    "or no message_sent after issue_confirmed)",
    nullable=False,
)
def abandoned(chat: Relation) -> Value:
    """Whether the customer left before the chat was resolved.

    The field experiment gives no formula. In this one, the customer ended the chat or had been
    silent past the study's limit when it ended in any other way; the agent did not file it as
    resolved; and either the customer had the last word or no solution had been sent, that is,
    nothing at all after the issue was confirmed. Silence counts from the last message of either
    side, in the queue not at all; without a study, or a limit in it, it is not leaving.
    """
    left = (chat.end_kind == "chat_abandoned").fill_null(False) | _silent(chat)
    unresolved = chat.resolved.isnull() | (chat.resolved == 0)
    unanswered = chat.last_received_seq > chat.last_sent_seq.fill_null(0)
    solution_sent = chat.last_sent_seq > chat.confirmed_seq
    unhelped = unanswered.fill_null(False) | ~solution_sent.fill_null(False)
    return indicator(left & unresolved & unhelped)


def _silent(chat: Relation) -> Value:
    """Whether nobody had written for longer than the study's limit when the chat ended."""
    since = ibis.greatest(chat.start_ns, chat.last_message_ns.fill_null(chat.start_ns))
    past = seconds(chat.end_ns - since) > chat.patience_s
    return (chat.start_ns.notnull() & past).fill_null(False)


def queued_again(lifecycles: Relation) -> Relation:
    """How long after the end of a chat the same customer queued again: a row for each time.

    A customer queued again if the channel says that they returned from this very chat, or if they
    came after its end with the same confirmed issue; over all logs together. A customer's id is the
    same person within one stream (``run``). A return that the channel reports comes after the end,
    whatever the clocks say.
    """
    ended = lifecycles.filter(lifecycles.end.notnull())
    ended = ended.select(*CHAT, "run", "customer", "issue", "end")
    others = lifecycles.select(
        other_log="log", other_chat="chat", other_run="run", other_customer="customer",
        other_issue="issue", other_previous="previous", other_queued="queued",
    )  # fmt: skip
    same_customer = [ended.run == others.other_run, ended.customer == others.other_customer]
    known = ended.inner_join(others, [*same_customer, ended.chat == others.other_previous])
    alike = ended.inner_join(
        others,
        [*same_customer, ended.issue == others.other_issue, ended.end <= others.other_queued],
    )
    returns = ibis.union(_after(known), _after(alike))
    itself = (returns.other_log == returns.log) & (returns.other_chat == returns.chat)
    return returns.filter(~itself)


def _after(pairs: Relation) -> Relation:
    after = ibis.greatest(pairs.other_queued - pairs.end, 0)
    return pairs.select(*CHAT, "other_log", "other_chat", after_us=after)


@measure("integer")
def again_after_us(queued_again: Relation) -> Value:
    """How long after the end the customer was first back, in microseconds."""
    return queued_again.after_us.min()


def _retrial(name: str) -> Measure:
    within = WINDOWS_US[name]

    def came_back(chat: Relation) -> Value:
        known = chat.end + within <= chat.data_end
        soon = (chat.again_after_us <= within).fill_null(False)
        return ibis.ifelse(known.fill_null(False), indicator(soon), ibis.null("int64"))

    return Measure(
        name=f"retrial_{name}",
        type="integer",
        description="Whether the same customer queued again with the same issue within "
        f"{_WORDS[name]} of the end, with whichever agent. Null if the data end before that "
        "time is over, also if the customer has come back already: else the mean would count "
        "the quick ones only. The data end with the last fact of the chat's stream of customers.",
        unit="0 or 1",
        formula="another chat of the same run and customer whose chat_returned names this chat, or "
        "that is queued after the end and has the same confirmed issue",
        source=PAPER,
        expression=came_back,
    )


RETRIALS = tuple(_retrial(name) for name in WINDOWS_US)
