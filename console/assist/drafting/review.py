"""Reviews the model's words: the agent gets the draft, the approved wording, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from console.assist.drafting.backed import Backing
from console.assist.drafting.keeping import departures
from console.assist.drafting.prompts import Brief, instructions, opening
from console.assist.drafting.snippets import cited
from console.assist.drafting.style import Strategy
from console.assist.guard.check import objections, tidy, whole_sentences
from console.assist.guard.claims import ClaimKind
from console.assist.guard.leaks import recites
from console.assist.moves.truth import untrue
from console.assist.planner import Plan
from console.domain import limits
from console.domain.events import Move

_HINTS = (
    ("open slot", "Leave no placeholders."),
    ("several people", "Write only the agent's words."),
    ("repeats", "Say everything only once."),
    ("instructions", "Write only the message to the customer."),
    ("leaves out the question", "Ask every question that the wording asks."),
    ("it leaves out", "Keep everything that the wording says."),
    ("it adds", "Add nothing to what the wording says."),
    ("nobody approved", "Add nothing to what the wording says."),
    ("empty", "Write at least one whole sentence."),
    ("not done", "Claim nothing that is not done yet."),
    ("was given", "Do not ask for what was told already."),
    ("earlier message", "Do not repeat an earlier message."),
    ("another order or item", "Name only the order and the item that the chat is about."),
    ("a language", "Write only in the language that you are told."),
    ("not possible", "Promise nothing that the policy forbids."),
)
_LAST_LATIN = "\u024f"
_MOST_SAID = 2_000
"""Characters of a message of the customer's that a draft may take something up from."""

_OTHERWISE = "Keep to what is known."


@dataclass(frozen=True, slots=True)
class ReviewedDraft:
    """The outcome of a review.

    ``text`` is null if there is nothing to show. ``objections`` are the guard's to the model's
    draft, a few words each; with any of them ``text`` is the approved wording. ``sources`` are the
    ids of the articles it rests on.
    """

    text: str | None
    strategy: Strategy
    objections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the agent is told about the origin of the text."""
        if not self.objections or self.text is None:
            return ()
        return ("approved wording, the draft was held back: " + "; ".join(self.objections),)


def draft_of(brief: Brief, words: str) -> str:
    """The message that the model's words make with the opening they were given."""
    return tidy(opening(brief) + words)


def objections_to(brief: Brief, draft: str) -> list[str]:
    """Why this draft can't be shown to the agent; nothing if it can."""
    found = objections(draft, brief.on_record, _unspoken(brief))
    if brief.plan is not None:
        backed = backing(brief, brief.plan)
        found += untrue(draft, brief.plan.situation)
        found += [f"it states what nobody approved: {s}" for s in backed.unbacked(draft)]
        if brief.foreign is None:
            found += departures(draft, brief.plan.wording)
        elif not backed.makes_move(draft):
            found.append("it leaves out what the wording is for")
    if brief.foreign is not None and _is_in_another_script(draft):
        found.append("it is in a language that can't be checked")
    return found


def _unspoken(brief: Brief) -> list[str]:
    """The instructions but for what the wording says too, such as a step that it announces."""
    lines = instructions(brief)
    wording = brief.plan.wording if brief.plan is not None else ""
    return [line for line in lines if not recites(wording, line)]


def backing(brief: Brief, plan: Plan) -> Backing:
    """What a draft may say, by the plan; its wording was approved, and so were its examples."""
    now = plan.situation
    texts = tuple(message.text for message in now.messages if not message.by_agent)
    unanswered = takewhile(lambda message: not message.by_agent, reversed(now.messages))
    return Backing(
        approved=(plan.wording, *plan.examples),
        said=tuple(limits.shortened(text, _MOST_SAID) for text in texts),
        names=(now.customer.name,),
        things=tuple(now.slots.values()),
        done=now.done,
        language=brief.language if brief.foreign is not None else None,
        declines=plan.move is Move.DECLINE,
        is_asked=bool(now.open_questions) or any("?" in message.text for message in unanswered),
    )


def _backed(brief: Brief, draft: str) -> str:
    """A draft without the sentences that are backed by nothing; the whole if none is left.

    A question stays, and speaks against the draft: it may stand for one of the wording's.
    """
    if brief.plan is None:
        return draft
    backed, left = backing(brief, brief.plan), draft
    for sentence in backed.unbacked(draft):
        left = left if sentence.endswith("?") else left.replace(sentence, "", 1)
    return tidy(re.sub(r"\s*\n\s*|[^\S\n]{2,}", " ", left)) if left.strip() else draft


def _is_in_another_script(draft: str) -> bool:
    """Whether a draft has a letter that no language has in which claims are found."""
    return any(letter.isalpha() and letter > _LAST_LATIN for letter in draft)


def review(brief: Brief, words: str, *, cut_off: bool) -> ReviewedDraft:
    """Let the guard decide: the draft, else the approved wording, else nothing.

    Args:
        brief: what the draft was made from.
        words: what the model wrote after the opening.
        cut_off: whether it was stopped by its length, so that the last sentence may lack its end.
    """
    draft = draft_of(brief, words)
    if cut_off:
        draft = whole_sentences(draft)
    draft = _backed(brief, draft)
    against = objections_to(brief, draft)
    if not against:
        return ReviewedDraft(draft, "generate", sources=sources_of(brief, words))
    return ReviewedDraft(brief.template, "template", tuple(against), sources_of(brief))


def sources_of(brief: Brief, words: str = "") -> tuple[str, ...]:
    """The articles that the model's words cite; the one on the issue if they cite none."""
    own = (brief.article.id,) if brief.article else ()
    return cited(words, brief.snippets) or own


def hint(against: Sequence[str]) -> str:
    """What to tell the model when it writes once more, for the guard's objections.

    The draft's own words are not repeated: they may be a stranger's, and would be taken up again.
    """
    hints = [
        f"Do not name {kind} that is not above." for kind in ClaimKind if _names(kind, against)
    ]
    hints += [text for sign, text in _HINTS if any(sign in objection for objection in against)]
    return " ".join(hints) or _OTHERWISE


def _names(kind: ClaimKind, against: Sequence[str]) -> bool:
    return any(objection.startswith(f"it names {kind} ") for objection in against)
