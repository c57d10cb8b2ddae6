"""Who wrote how much, and how long each side let the other wait."""

import ibis

from console.measures.expressions import seconds, where
from console.measures.schema import PAPER, Measure, Relation, Value, left_join, measure
from console.measures.sessions import CHAT
from console.measures.text_tables import SIDES


def messages(events: Relation, lifecycles: Relation) -> Relation:
    """Every message of both sides, with the life of its chat.

    ``seq``, ``at_ns`` and ``time`` say when it left or came. ``done_seq``, ``done_ns`` and
    ``done_at`` say when its writer sent it, which was earlier for a message that the console held;
    ``held_seq`` and so on are the same for held ones and null for others.
    """
    facts = events.filter(events.kind.isin(("message_sent", "message_received")))
    facts = facts.mutate(by_agent=facts.kind == "message_sent", sent_in=facts.session)
    facts = facts.select(
        *CHAT, "seq", "sent_in", "at_ns", "time", "message", "by_agent", "origin", "suggestion",
        "pictures", "characters", "agrees",
    )  # fmt: skip
    facts = _with_holds(facts, events)
    about = lifecycles.select(
        *CHAT, "session", "start_ns", "end_seq", "confirmed_seq", "finished_seq"
    )
    rows = facts.inner_join(about, CHAT)
    identified = (rows.seq > rows.confirmed_seq).fill_null(False)
    finished = (rows.seq > rows.finished_seq).fill_null(False)
    stage = ibis.cases((finished, STAGES[2]), (identified, STAGES[1]), else_=STAGES[0])
    return rows.mutate(stage=stage)


def _with_holds(messages: Relation, events: Relation) -> Relation:
    """Messages with when they were sent, if they were held before they left."""
    holds = events.filter(events.kind == "send_held")
    holds = holds.group_by(*CHAT, "message").agg(
        held_seq=holds.seq.min(), held_ns=holds.at_ns.min(), held_at=holds.time.min()
    )
    messages = left_join(messages, holds, (*CHAT, "message"))
    return messages.mutate(
        done_seq=ibis.coalesce(messages.held_seq, messages.seq),
        done_ns=ibis.coalesce(messages.held_ns, messages.at_ns),
        done_at=ibis.coalesce(messages.held_at, messages.time),
    )


STAGES = ("identification", "resolution", "confirmation")
"""Of a chat: until the issue is confirmed; until its procedure is finished; and afterwards."""


def turns(messages: Relation) -> Relation:
    """The first message of one side after one of the other's, and how long that had waited.

    Messages count until the chat's end; what was written before its start waits from the start. The
    agent's count from when they sent them, and a customer waits for the agent no longer than that.
    """
    during = messages.filter(
        messages.start_ns.notnull()
        & (messages.end_seq.isnull() | (messages.seq < messages.end_seq))
    )
    order = ibis.window(group_by=CHAT, order_by="done_seq")
    during = during.mutate(
        other=during.by_agent.lag().over(order), asked_ns=during.at_ns.lag().over(order)
    )
    messages = during.filter(during.other != during.by_agent)
    since = ibis.greatest(messages.asked_ns, messages.start_ns)
    return messages.mutate(wait_ns=ibis.greatest(messages.done_ns - since, 0))


# --- over the chat's turns -------------------------------------------------------------------


@measure(
    "number",
    unit="s",
    formula="sum over turns of: first message_sent (send_held if it was held) - last "
    "message_received before it",
    source=PAPER,
)
def agent_response_s(turns: Relation) -> Value:
    """How long the customer waited for the agent, summed over turns; null if there was no turn.

    A message from before the chat's start counts from the start. The wait ends when the agent sends
    the message, not after the seconds for which the console holds it so that it can be taken back.
    """
    return seconds(where(turns.wait_ns, turns.by_agent).sum())


@measure(
    "number",
    unit="s",
    formula="sum over turns of: first message_received - last message_sent before it",
    source=PAPER,
)
def customer_response_s(turns: Relation) -> Value:
    """How long the agent waited for the customer, summed over turns; null if there was no turn.

    The wait begins when the agent's message leaves the console.
    """
    return seconds(where(turns.wait_ns, ~turns.by_agent).sum())


@measure("integer")
def agreed_ns(turns: Relation) -> Value:
    """When the customer first agreed with the agent, or thanked, in answer to a message."""
    return where(turns.at_ns, ~turns.by_agent & (turns.agrees == 1)).min()


# --- over the chat's messages ----------------------------------------------------------------


@measure("integer", unit="messages", source=PAPER, empty=0, nullable=False)
def agent_messages(messages: Relation) -> Value:
    """How many messages the agent sent."""
    return messages.by_agent.cast("int64").sum()


@measure("integer", unit="messages", source=PAPER, empty=0, nullable=False)
def customer_messages(messages: Relation) -> Value:
    """How many messages the customer sent."""
    return (~messages.by_agent).cast("int64").sum()


@measure("integer", unit="pictures", source=PAPER, empty=0, nullable=False)
def customer_pictures(messages: Relation) -> Value:
    """How many pictures the customer sent."""
    return where(messages.pictures, ~messages.by_agent).sum().fill_null(0)


@measure(
    "integer",
    unit="claims",
    formula="claims in each message_sent - those that an action_taken before it, done and not "
    "withdrawn, or the customer's record bears out",
)
def unfounded_claims(claims: Relation) -> Value:
    """How often the agent wrote that something had been done which had not been by then: a refund
    issued, an account unlocked. Null if the agent sent nothing, and in logs that knew no actions.
    """  # noqa: D205 - one paragraph in the codebook
    return claims.unfounded_claims.sum()


def _in_stage(side: str, stage: str) -> Measure:
    def count(messages: Relation) -> Value:
        by_side = messages.by_agent if side == "agent" else ~messages.by_agent
        return (by_side & (messages.stage == stage)).cast("int64").sum()

    return Measure(
        name=f"{side}_count_{stage}",
        type="integer",
        description=f"Messages of the {side} in the stage of {stage}.",
        empty=0,
        expression=count,
    )


STAGE_COUNTS = tuple(_in_stage(side, stage) for stage in STAGES for side in SIDES)


@measure("integer")
def first_sent_seq(messages: Relation) -> Value:
    """The place of the agent's first message."""
    return where(messages.done_seq, messages.by_agent).min()


@measure("integer")
def first_sent_ns(messages: Relation) -> Value:
    """The time of the agent's first message."""
    return where(messages.done_ns, messages.by_agent).min()


@measure("integer")
def last_sent_seq(messages: Relation) -> Value:
    """The place of the agent's last message."""
    return where(messages.seq, messages.by_agent).max()


@measure("integer")
def first_received_seq(messages: Relation) -> Value:
    """The place of the customer's first message."""
    return where(messages.seq, ~messages.by_agent).min()


@measure("integer")
def first_received_ns(messages: Relation) -> Value:
    """The time of the customer's first message."""
    return where(messages.at_ns, ~messages.by_agent).min()


@measure("integer")
def last_received_seq(messages: Relation) -> Value:
    """The place of the customer's last message."""
    return where(messages.seq, ~messages.by_agent).max()


@measure("integer")
def last_message_ns(messages: Relation) -> Value:
    """The time of the last message of either side."""
    return messages.at_ns.max()


BOUNDS = (
    first_sent_seq,
    first_sent_ns,
    last_sent_seq,
    first_received_seq,
    first_received_ns,
    last_received_seq,
    last_message_ns,
)
"""What other measures need of the messages; not columns of the table."""

COUNTS = (agent_messages, customer_messages, customer_pictures)
WAITS = (agent_response_s, customer_response_s)
OF_TURNS = (*WAITS, agreed_ns)
"""What is measured over turns; ``agreed_ns`` is not a column of the table."""

# --- of the chat -----------------------------------------------------------------------------


@measure("number", formula="agent_messages / customer_messages", source=PAPER)
def message_ratio(chat: Relation) -> Value:
    """Messages of the agent for one of the customer; null if the customer sent none."""
    return chat.agent_messages / chat.customer_messages.nullif(0)


@measure(
    "number",
    unit="s",
    formula="first message_sent (send_held if it was held) - the later of start and first "
    "message_received",
)
def first_response_s(chat: Relation) -> Value:
    """Chat start, or the customer's first message if that was later, to the agent's first message.

    A greeting that comes before the customer has written counts from the start. What counts is when
    the agent sent the message, not the seconds for which the console held it.
    """
    asked = chat.first_received_seq < chat.first_sent_seq
    asked = asked.fill_null(False) & chat.start_ns.notnull()
    since = ibis.ifelse(asked, ibis.greatest(chat.start_ns, chat.first_received_ns), chat.start_ns)
    return seconds(chat.first_sent_ns - since)


@measure("number", unit="s", formula="first answer of the customer that agrees - start")
def customer_agreed_s(chat: Relation) -> Value:
    """Chat start to the customer's first answer that agrees with the agent or thanks; null if none.

    A time to identify the issue that is measured alike whether the agent confirms it with a key or
    chooses it from a list. An answer agrees by its first words, in English.
    """
    return seconds(chat.agreed_ns - chat.start_ns)


_STAGE_BEGINS = {
    "identification": None,
    "resolution": "confirmed_seq",
    "confirmation": "finished_seq",
}
_STAGE_IS = {
    "identification": "until the agent confirmed the issue",
    "resolution": "from then until the agent marked the procedure as done",
    "confirmation": "after the agent marked the procedure as done",
}


def _messages_in(side: str, stage: str) -> Measure:
    def count(chat: Relation) -> Value:
        count_in_stage = chat[f"{side}_count_{stage}"]
        begins = _STAGE_BEGINS[stage]
        return (
            count_in_stage
            if begins is None
            else ibis.ifelse(chat[begins].notnull(), count_in_stage, _NULL)
        )

    return Measure(
        name=f"{side}_messages_{stage}",
        type="integer",
        description=f"Messages of the {side} in the stage of {stage}: {_STAGE_IS[stage]}. Null if "
        "the chat did not come to it.",
        unit="messages",
        source=PAPER,
        expression=count,
    )


_NULL = ibis.null("int64")


def _ratio_in(stage: str) -> Measure:
    def ratio(chat: Relation) -> Value:
        agents = _messages_in("agent", stage)(chat)
        return agents / _messages_in("customer", stage)(chat).nullif(0)

    return Measure(
        name=f"message_ratio_{stage}",
        type="number",
        description=f"Messages of the agent for one of the customer in the stage of {stage}.",
        formula=f"agent_messages_{stage} / customer_messages_{stage}",
        source=PAPER,
        expression=ratio,
    )


STAGE_MEASURES = tuple(
    each
    for stage in STAGES
    for each in (*(_messages_in(side, stage) for side in SIDES), _ratio_in(stage))
)
"""Messages by stage. The field experiment cuts by the start and end of the procedure; here the
issue's confirmation starts it, and the agent says when it is done."""
