"""The next action in a dialogue of STAR: a rule over the state of things and the task's flow.

After a result: what the graph says, unless something that was told is missing from the query.
While things are missing: the next question on the way through the graph that the customer's
refusals and words lead to; when all are known, the query. After the result was told: the same
again if the customer asks for just that, else *anything else*, *out of scope* or good-bye.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from console.assist.reading.answers import says_no
from console.evaluate.star import CUSTOM, QUERY
from console.evaluate.star_flow import Flow, FlowCondition, meaning
from console.evaluate.star_state import State, failed

_LEAVING = re.compile(
    r"\bgood ?-?bye?\b|\bbye\b|\bthats all\b|\bnothing else\b|^\W*(?:no|nope|nah|not)\b"
    r"|\bthat(?:'s| is| was|'ll be| will be| should be)? (?:it|all)\b"
    r"|\bhave a (?:good|nice|great)",
    re.I,
)
_THANKS = re.compile(r"\b(?:thank(?:s| you)|thx|appreciate|cheers)\b", re.I)
_GENERAL = meaning(
    "hello hi hey yo help need want can could please good morning afternoon evening day there"
)
_SLOT = re.compile(r"\{\w*(?::(\w))?\}")

Nearness: TypeAlias = Callable[[str, str], float]
"""How near the meanings of two texts are, from 0 to 1."""

_NEAR = 0.45
"""A question that is so near to what was said asks for it again."""


def next_action(flow: Flow, state: State, nearness: Nearness) -> str:
    """The action that is most likely next."""
    if state.result_is_last:
        return _after_result(flow, state)
    if _is_over(flow, state):
        return _closing(flow, state, nearness)
    if state.last is None and flow.hello and not meaning(state.customer) - _GENERAL:
        return flow.hello
    return _branch(flow, state) or _walk(flow, state)


def _is_over(flow: Flow, state: State) -> bool:
    """Whether the result has been told, or what was offered declined, and nothing is left to do."""
    if _declined(flow, state):
        return True
    if state.said is None:
        return False
    if failed(state.item):
        return not state.fresh
    ahead = flow.path(state.stage)
    return not any(flow.is_query(a) or a in flow.asks.keys() - state.asked for a in ahead)


def _declined(flow: Flow, state: State) -> bool:
    offered = [a for a in state.opened if flow.asks[a].kind == "choice"]
    return says_no(state.customer) and any(flow.is_query(flow.graph.get(a, "")) for a in offered)


def _branch(flow: Flow, state: State) -> str | None:
    """Where a condition leads that the customer's words fulfil."""
    said = meaning(state.customer)
    for condition in flow.spoken_conditions:
        wanted = meaning(condition.text)
        is_refusal = any(_names(condition, flow, action) for action in flow.asks)
        fulfilled = 2 * len(wanted & said) > len(wanted)
        if fulfilled and not is_refusal and condition.leads_to not in state.told:
            return condition.leads_to
    return None


def _after_result(flow: Flow, state: State) -> str:
    query = state.query.action if state.query else QUERY
    if not failed(state.item):
        reply = flow.after_query(query, True)
        return reply if reply and _can_be_filled(flow, reply, state) else CUSTOM
    if _left_out(flow, state):
        return query
    missing = [a for a in _missing(flow, state) if a not in state.asked]
    if missing:
        return missing[0]
    return flow.after_query(query, False) or flow.nothing_found or CUSTOM


def _can_be_filled(flow: Flow, reply: str, state: State) -> bool:
    """Whether the result has a number if the reply needs one; else the agent writes by hand."""
    needs_number = "d" in _SLOT.findall(flow.replies.get(reply, ""))
    return not needs_number or any(isinstance(v, int | float) for v in state.item.values())


def _left_out(flow: Flow, state: State) -> bool:
    """Whether something that the customer has told is not in the query."""
    constraints = state.query.constraints if state.query else {}
    fields = [meaning(key) for key in constraints]
    values = [meaning(value) for value in constraints.values()]
    for action in flow.asks.keys() & state.told.keys() & set(_route(flow, state)):
        wanted = flow.asks[action].words
        told = meaning(state.told[action])
        if not any(field & wanted for field in fields) and not any(v & told for v in values):
            return True
    return False


def _missing(flow: Flow, state: State) -> list[str]:
    """What is still to be asked on the way to the next query."""
    route = _route(flow, state)
    at = route.index(state.last) if state.last in route else 0
    return [
        action
        for action in route[at:] + route[:at]
        if action in flow.asks and action not in state.told and action not in state.refused
    ]


def _route(flow: Flow, state: State) -> list[str]:
    """The way to the next query that the customer's refusals lead to."""
    main = list(flow.path_to_query(state.stage))
    route = main
    for condition in flow.spoken_conditions:
        named = [a for a in main if a in flow.asks and _names(condition, flow, a)]
        other = list(flow.path_to_query(condition.leads_to))
        if any(a in state.refused for a in named) and any(a in flow.asks for a in other):
            before = main[: main.index(named[0])]
            route = [a for a in before if a not in other] + other
    return route


def _names(condition: FlowCondition, flow: Flow, action: str) -> bool:
    return flow.mentioned(condition.text).get(action, 0) >= 1


def _walk(flow: Flow, state: State) -> str:
    """The first thing on the way that is not done yet."""
    route = _route(flow, state)
    asks = [action for action in route if action in flow.asks]
    mostly_known = 2 * sum(action in state.told for action in asks) > len(asks) + 1
    for action in state.opened & state.told.keys():
        if mostly_known and flow.is_query(flow.graph.get(action, "")):
            return flow.graph[action]
    for action in _missing(flow, state):
        if action not in state.asked or action in state.opened:
            return action
    return _dead_end(flow, state) or next((a for a in route if flow.is_query(a)), QUERY)


def _dead_end(flow: Flow, state: State) -> str | None:
    """The reply to a refusal from which no other way leads to the result."""
    for condition in flow.spoken_conditions:
        refused = [a for a in state.opened & state.refused if _names(condition, flow, a)]
        if refused and condition.leads_to not in flow.asks:
            return condition.leads_to
    return None


def _closing(flow: Flow, state: State, nearness: Nearness) -> str:
    """After the result has been told: again, more, out of scope, or good-bye."""
    bye = flow.bye or CUSTOM
    more = flow.anything_else or bye
    text = state.customer
    if text and state.outcome and nearness(text, flow.replies[state.outcome]) >= _NEAR:
        return state.outcome
    if state.said in (more, bye) or _LEAVING.search(text):
        return bye
    if not text or (_THANKS.search(text) and more in flow.graph.values()):
        return more
    if _THANKS.search(text):
        return bye
    return flow.out_of_scope or more if "?" in text else more
