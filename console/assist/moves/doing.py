"""What is to be done next, and how it is announced to the customer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.assist.moves.calendar import spans
from console.assist.moves.choices import chosen
from console.assist.moves.conditions import UNKNOWN, holds, is_by_words, is_denied
from console.assist.moves.figures import with_amount
from console.assist.moves.grammar import announced, needs_object, to_customer
from console.assist.moves.situation import Situation, spoken_name
from console.assist.moves.steps import Branch, branches, branches_of
from console.assist.moves.verbs import kind_of
from console.assist.moves.words import (
    capitalized,
    joined,
    meanings,
)
from console.assist.reading.patterns import any_of
from console.domain.claims import completed_claims, is_backed_by
from console.domain.slots import worded

LIKELY = 0.3
"""From this score on a case is worth acting on."""

SURE = 0.55
"""From this score on a case is the customer's."""

_MOST_ACTIONS = 2
_ON_RECORD = 0.95
"""From this score on a case is known without anything having to be looked up."""

_NEARLY = 0.1
"""How much less sure a case may be to be carried out together with the likeliest."""

_ASKED_THIRD = re.compile(r"^ask (?:for|whether|what|which)\b.*? and (?=\w)", re.IGNORECASE)
"""A question before what is to be done: "ask for the number and book it"."""

_OFFERS = re.compile(r"^(?:offer|propose|suggest|recommend) ", re.IGNORECASE)
"""Begins an offer."""


@dataclass(frozen=True, slots=True)
class Open:
    """A branch that is still to be done, and how sure it is that it applies."""

    branch: Branch
    score: float


def approved(situation: Situation, step: str, which: str) -> str:
    """The new form's text for a step with its slots filled; empty if there is none."""
    wording = situation.article.step(step) if situation.article else None
    filled = worded(getattr(wording, which), situation.slots) if wording else ""
    if "{" in filled or (which == "report" and not _fits(situation, step, filled)):
        return ""
    return filled


def _fits(situation: Situation, step: str, text: str) -> bool:
    """Whether a report says no more than what the case that applies had done."""
    own = [b for b in branches_at(situation, step) if b.action]
    if len(own) < 2 and not any(_leaves_choice(b.action) for b in own):
        return True
    applied = [action_of(situation, applied_case(situation, own))]
    claims = [claim for claim in completed_claims(text) if not is_backed_by(claim, applied)]
    return not any(is_backed_by(claim, [step]) or len(own) > 1 for claim in claims)


def _leaves_choice(action: str) -> bool:
    return " or " in action and kind_of(action) in ("do", "tell")


def applied_case(situation: Situation, own: Sequence[Branch]) -> Branch:
    """The case of a step that applied: the likeliest of its conditions, else the first."""
    cases = [branch for branch in own if branch.condition is not None]
    likeliest = max(cases, key=lambda branch: score(situation, branch), default=None)
    if likeliest is None or score(situation, likeliest) < LIKELY:
        return own[0]
    return likeliest


def kind(situation: Situation, branch: Branch) -> str:
    """What a branch has the agent do; the article's own word counts more than the verb."""
    wording = situation.article.step(branch.step) if situation.article else None
    if (
        wording is not None
        and wording.kind is not None
        and len(branches_at(situation, branch.step)) == 1
    ):
        return wording.kind
    return branch.kind


def branches_at(situation: Situation, step: str) -> tuple[Branch, ...]:
    """The branches of one of the article's steps."""
    return branches_of(situation.article.steps, step) if situation.article else ()


# --- what applies ----------------------------------------------------------------------------


def score(situation: Situation, branch: Branch) -> float:
    """How surely the branch applies; without a condition it does."""
    if branch.condition is None:
        return 1.0
    own = holds(branch.condition, branch.context, situation.evidence)
    return UNKNOWN if own > 0 and _is_ambiguous(situation, branch) else own


def _is_ambiguous(situation: Situation, branch: Branch) -> bool:
    """Whether what was said of a case is said of another one as well: "after" and "within" a term.

    A case all of whose words were said holds beside one that has more words.
    """
    own = meanings(branch.condition or "")
    said = own & situation.evidence.meanings
    others = branches(situation.article.steps) if situation.article else ()
    alike = (
        meanings(other.condition)
        for other in others
        if other.condition is not None
        and other.condition != branch.condition
        and is_denied(other.condition) == is_denied(branch.condition or "")
    )
    if not any(said and said <= other and (said != own or own == other) for other in alike):
        return False
    return is_by_words(branch.condition or "", branch.context, situation.evidence)


def open_branches(situation: Situation) -> tuple[Open, ...]:
    """What is still to be done or told, in the procedure's order.

    An unconditional step behind conditional ones goes with them: it is open if one of those holds.
    """
    article = situation.article
    if article is None:
        return ()
    settled = {*situation.done, *(step for step, _ in situation.failed)}
    result: list[Open] = []
    group: list[float] = []
    in_group = False
    before: Open | None = None
    for branch in branches(article.steps):
        own = 1.0 if _was_this_case(situation, branch) else score(situation, branch)
        if branch.condition is None:
            in_group = False
            applies = (
                max(group) if group and branch.kind in ("do", "tell") and branch.action else own
            )
            if before is not None and before.branch.step == branch.step and not branch.action:
                applies = min(own, before.score)
        else:
            group = [*group, own] if in_group else [own]
            in_group, applies = True, own
        before = Open(branch, applies)
        if branch.step not in settled and kind(situation, branch) not in ("ask", "rule"):
            result.append(Open(branch, applies))
    return tuple(result)


def told_in_case(situation: Situation, least: float) -> tuple[Open, ...]:
    """The open branches that tell the customer something in a case that is ``least`` so sure."""
    return tuple(
        it
        for it in open_branches(situation)
        if it.score >= least
        and it.branch.condition is not None
        and (it.branch.action or any(_OBLIGES.search(fact) for fact in it.branch.facts))
        and kind(situation, it.branch) == "tell"
    )


_OBLIGES = any_of("you (?:must|have to|need to)")
"""Says what the customer has to do."""


def _was_this_case(situation: Situation, branch: Branch) -> bool:
    """Whether it is known that a condition held, because its one step was carried out."""
    only = len(branches_at(situation, branch.step)) == 1 and branch.kind == "do"
    return only and branch.step in situation.done


def next_actions(situation: Situation) -> tuple[Branch, ...]:
    """The next things to do: what to look up first, and what follows if that is settled."""
    still = open_branches(situation)
    looks = [it.branch for it in still if _is_due(situation, it, "look")]
    does = [it for it in still if _is_due(situation, it, "do") and not _depends(it, looks)]
    if any(it.branch.condition is not None for it in does):
        looks, does = _in_likeliest_case(situation, looks, does)
    elif looks:
        does = _before_next_case(situation, still, looks[0], does)
    return (*looks[:1], *(it.branch for it in does[:_MOST_ACTIONS]))


def _is_due(situation: Situation, it: Open, wanted: str) -> bool:
    """Whether it is an action of the ``wanted`` kind that probably applies and is not passed over.

    What has a condition may still be done although something behind it has been.
    """
    branch = it.branch
    if kind(situation, branch) != wanted or it.score < LIKELY or not branch.action:
        return False
    may_go_back = wanted == "do" and branch.condition is not None
    return may_go_back or place_of(situation, branch) >= furthest_place(situation)


def _in_likeliest_case(
    situation: Situation, looks: Sequence[Branch], does: Sequence[Open]
) -> tuple[list[Branch], list[Open]]:
    """What to look up before the likeliest case, and what to do in it and behind it."""
    conditional = [it for it in does if it.branch.condition is not None]
    best = max(conditional, key=lambda it: it.score)
    place = place_of(situation, best.branch)
    as_likely = max(SURE, best.score - _NEARLY)
    kept = [
        it
        for it in does
        if it is best
        or (it.branch.condition is None and place_of(situation, it.branch) > place)
        or (it.branch.condition is not None and it.score >= as_likely)
    ]
    before = [it for it in looks if place_of(situation, it) < place or it.condition is not None]
    return before, kept


def _before_next_case(
    situation: Situation, still: Sequence[Open], look: Branch, does: Sequence[Open]
) -> list[Open]:
    """What is done whatever a look finds: up to the first case that depends on it."""
    places = [
        place_of(situation, it.branch)
        for it in still
        if it.branch.condition is not None and kind(situation, it.branch) in ("do", "tell")
    ]
    first = next((place for place in places if place > place_of(situation, look)), None)
    return [it for it in does if first is None or place_of(situation, it.branch) < first]


def _depends(it: Open, looks: Sequence[Branch]) -> bool:
    """Whether the case is only known after something that is still to be looked up."""
    condition = it.branch.condition
    if condition is None or it.score > _ON_RECORD:
        return False
    return any(meanings(look.action) & meanings(condition) for look in looks)


def place_of(situation: Situation, branch: Branch) -> int:
    """Where in the procedure the branch's step stands, from 0."""
    steps = situation.article.steps if situation.article else ()
    return steps.index(branch.step)


def furthest_place(situation: Situation) -> int:
    """How far the procedure has come: nothing before the last step done is taken up again."""
    steps = situation.article.steps if situation.article else ()
    places = [
        steps.index(step)
        for step in situation.done
        if step in steps
        and any(kind(situation, b) in ("do", "look") for b in branches_at(situation, step))
    ]
    return max(places, default=-1)


# --- announcing ------------------------------------------------------------------------------


def announcement(situation: Situation, actions: Sequence[Branch]) -> str:
    """What the agent is going to do, as one or two sentences."""
    ready = [approved(situation, branch.step, "announce") for branch in actions]
    if all(ready):
        first, *others = list(dict.fromkeys(ready))
        others = [re.sub(r"^I'll ", "Then I'll ", other) for other in others]
        return " ".join(filter(None, [_with_now(first), *others, _promise(situation, actions)]))
    first, *others = list(dict.fromkeys(announced(action_of(situation, b)) for b in actions))
    rest = [other.removeprefix("I'll ") for other in others]
    text = _with_now(in_one_sentence(first, rest))
    return f"{text} {_promise(situation, actions)}".strip()


def in_one_sentence(first: str, rest: Sequence[str]) -> str:
    """One sentence of several actions; a comma before "and" where they have commas themselves."""
    if not rest:
        return f"{first}."
    return f"{first}{',' if ',' in first else ''} and {joined(rest)}."


def _with_now(text: str) -> str:
    """An announcement says that it happens now, unless it says when."""
    if re.search(r"\b(?:now|right away|at once|today|moment|straight away|immediately)\b", text):
        return text
    first, dot, rest = text.partition(".")
    if re.search(r"[;,:]| and | so | or ", first):
        return text.replace("I'll ", "I'll now ", 1)
    return f"{first} now{dot}{rest}"


_CLAUSES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), clause)
    for pattern, clause in (
        (r"^no (.+)$", r"there's no \1"),
        (r"^there is (.+)$", r"there is \1"),
        (r"^not ([\w-]+(?: .+)?)$", r"it isn't \1"),
        (
            r"^((?:in|out of) stock|valid\b.*|covered|eligible\b.*|available|free|possible)$",
            r"it's \1",
        ),
        (
            r"^((?:small|large|spare|same|new) [\w-]+) ((?:in|out of) stock|available)$",
            r"the \1 is \2",
        ),
        (r"^([\w-]+) (available|in stock|free|correct|missing|valid)$", r"the \1 is \2"),
    )
)
"""Conditions that are short of a verb, with one: "no room free" is "there's no room free"."""


def _promise(situation: Situation, actions: Sequence[Branch]) -> str:
    """What will be done if what is looked up turns out as the procedure hopes."""
    if not actions or any(kind(situation, b) != "look" for b in actions):
        return ""
    last = place_of(situation, actions[-1])
    for it in open_branches(situation):
        branch = it.branch
        if place_of(situation, branch) <= last or branch.condition is None or it.score <= -0.3:
            continue
        clause = _clause(branch.condition)
        taken = _taken(situation, branch) if clause else None
        if taken is not None:
            return f"If {clause}, {announced(action_of(situation, taken))}."
        if kind(situation, branch) != "do" or not branch.action or not clause:
            return ""
        ready = approved(situation, branch.step, "announce")
        return f"If {clause}, {ready or announced(action_of(situation, branch)) + '.'}"
    return ""


def _taken(situation: Situation, offer: Branch) -> Branch | None:
    """The step that does what the customer wants of what is offered."""
    if not _OFFERS.match(offer.action):
        return None
    wish = chosen(offer.action, situation.evidence)
    if wish == offer.action:
        return None
    following = [it.branch for it in open_branches(situation) if it.branch.kind == "do"]
    following = [b for b in following if place_of(situation, b) > place_of(situation, offer)]
    return next((b for b in following if meanings(wish) & meanings(b.action)), None)


def _clause(condition: str) -> str:
    for pattern, clause in _CLAUSES:
        if pattern.match(condition):
            return pattern.sub(clause, condition[:1].lower() + condition[1:])
    return ""


def action_of(situation: Situation, branch: Branch) -> str:
    """The action with the customer's choice and the item's name put in."""
    action = _with_quantity(chosen(branch.action, situation.evidence), situation)
    asked_first = _ASKED_THIRD.match(action)
    if asked_first and kind_of(action[asked_first.end() :]) is not None:
        action = action[asked_first.end() :]
    if situation.item is not None:
        action = re.sub(
            r"\bthe (right |correct |new |missing )?item\b",
            rf"the \g<1>{spoken_name(situation.item.name)}",
            action,
        )
    return with_amount(_with_object(action, situation), situation)


def _with_quantity(action: str, situation: Situation) -> str:
    """A range of time narrowed to what the customer or the agent named in the chat."""
    span = next((it for it in spans(action) if it.low < it.high), None)
    if span is None or span.business:
        return action
    for _, text in reversed(situation.evidence.utterances):
        for named in spans(text):
            if named.unit == span.unit and span.low <= named.low == named.high <= span.high:
                return f"{action[: span.start]}{text[named.start : named.end]}{action[span.end :]}"
    return f"{_UNNAMED.sub('', action[: span.start])}{action[span.end :]}"


_UNNAMED = re.compile(r" (?:for|of|by|within)\W*$")
"""What leads to a span of time that nobody has named, so that it is left out."""

_ORDERED = frozenset("cancel change move postpone rebook reschedule update confirm extend".split())


def _with_object(action: str, situation: Situation) -> str:
    """A verb without an object gets the order or the item that the chat is about."""
    match = re.match(r"(?P<before>(?:check [^,]+, then )?)(?P<verb>[a-z-]+)(?P<rest>.*)$", action)
    if (
        match is None
        or match["verb"] == "pause"
        or not needs_object(match["verb"], match["rest"].strip())
    ):
        return action
    thing = _order_named(situation) if match["verb"] in _ORDERED else _item_named(situation)
    return f"{match['before']}{match['verb']} {thing}{match['rest']}" if thing else action


def _order_named(situation: Situation) -> str:
    article = situation.article
    if article is None or situation.order is None:
        return ""
    named = re.search(r"\b([a-z]+) \{order_id\}", f"{article.diagnosis} {article.reply}")
    return f"{named[1]} {situation.order.id}" if named else "it"


def _item_named(situation: Situation) -> str:
    return f"the {spoken_name(situation.item.name)}" if situation.item else ""


# --- telling ---------------------------------------------------------------------------------


_TELLS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"^decline\b.*", "I'm sorry, that isn't possible"),
        (r"^ask (?:them |the \w+ )?to (.+)", r"Please \1"),
        (r"^(?:tell|advise) (?:them |the \w+ )?to (.+)", r"You can \1"),
        (r"^(?!ask)\w+(?: out)? (?:them |the \w+ )?that (.+)", r"\1"),
    )
)
"""What an agent is told to say, and how it is said to the customer."""


def tell(situation: Situation, branch: Branch) -> str:
    """What a branch says to the customer by itself: an offer, an explanation, facts."""
    facts = " ".join(branch.facts)
    offered = _OFFERS.match(branch.action)
    if offered:
        return f"{_offer(branch.action[offered.end() :])} {facts}".strip()
    action = chosen(branch.action, situation.evidence)
    instruction = action[:1].lower() + action[1:]
    for pattern, wording in _TELLS:
        if pattern.match(instruction):
            text = capitalized(to_customer(pattern.sub(wording, instruction)))
            return f"{text}. {facts}".strip()
    return facts


def _offer(what: str) -> str:
    """As "A free label, or tell them to refuse it" as an offer."""
    parts = re.split(r",? or (?=tell |ask |to )", what)
    texts = []
    for part in parts:
        told_to = re.match(r"(?:tell|ask) (?:them|the \w+) to (.+)", part)
        if told_to:
            texts.append(f"you can {to_customer(told_to[1])}")
        elif part.startswith("to "):
            texts.append(f"I can {to_customer(part.removeprefix('to '))}")
        else:
            texts.append(f"I can offer you {to_customer(part)}")
    return f"{capitalized(joined(texts, 'or'))}."
