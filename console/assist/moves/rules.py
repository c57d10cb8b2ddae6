"""The table of moves: what a good agent does next, and an approved wording for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.assist.moves import answering, asking, declining, doing, reporting
from console.assist.moves.failing import untold_failure
from console.assist.moves.situation import Need, Situation
from console.assist.moves.truth import repeats_message, unfounded
from console.assist.moves.undecided import likeliest_action
from console.assist.moves.words import capitalized, content_words, sentences
from console.assist.reading.patterns import any_of
from console.domain.events import Move, Stance
from console.domain.names import without_gap

_PONDERS = any_of(
    "before (?:i|we) (?:decide|order|do|buy|book|commit)|thinking (?:of|about)|in general",
    "if i(?:'d| would| were| want| send| return| cancel| change)",
    "quick (?:q|question|one)|questions? (?:before|first)|(?:two|some|a few) (?:questions|things)",
    "just (?:asking|wondering|curious)|kurze frage|frage? nur",
)
"""A customer who wants to know before they decide: nothing is to be done for them yet."""
_WANTS_TO_KNOW = any_of(
    "how (?:much|long|many|soon|late|high|big|far|heavy)|when|what time|where",
    "which|latest|any chance|still|(?:will|would|does|do) .{1,30} (?:cost|charged?|take|last)",
    "what does|what's|what (?:is|are) the|whats|does|do (?:these|they|you|i)",
    "can (?:both|i|we|it|my)|is (?:there|it)|are (?:there|these)",
    "wie lange?|wann|was kostet|cuánto|cuándo",
)
"""Asks for information."""
_REQUESTS = any_of(
    "(?:can|could|may) (?:i|we) (?:have|get|return|cancel|change|swap|exchange|push|come)",
    "(?:can|could|may) (?:i|we) .{0,60}instead",
    "how (?:can|do) i (?:give|send|return|cancel|change)",
    "(?:can|could|may) (?:it|they|this|that) (?:go|come)",
    "(?:can|could|may) (?:it|they|this|that) be (?:sent|moved|brought|delivered|changed)",
    "(?:can|could|would|will) you",
)
"""Asks for something to be done, in the form of a question."""

_ABOUT_CHAT = any_of(
    "(?:does|did|is|was|will) (?:this|that|it)(?: all)? (?:help|enough|do|ok(?:ay)?|work for you)",
    "what (?:else )?(?:do|would|will) you (?:still |also )?need",
    "what (?:now|next|do i (?:have to|need to) (?:do|tell|send))|what should i do",
)
"""Asks how the chat goes on, which a question for what is missing answers."""


@dataclass(frozen=True, slots=True)
class NextMove:
    """The next move: what the message does, the needs or steps it is about, and its wording.

    ``about`` are entries of the article's ``ask`` or ``steps``. ``text`` is empty where nothing
    approved can be said.
    """

    move: Move
    about: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One line of the table: a name, when it applies, and what is said then."""

    move: Move
    when: Callable[[Situation], bool]
    say: Callable[[Situation], NextMove | None]


def next_move(situation: Situation) -> NextMove:
    """The move of the first rule that applies and has something new to say."""
    for rule in TABLE:
        proposal = rule.say(situation) if rule.when(situation) else None
        if proposal is None or not proposal.text:
            continue
        text = _tidied(_true_part(proposal.text, situation))
        if not text:
            continue
        if proposal.move is Move.ACT:
            text = f"{text} {asking.order_question(situation)}".strip()
        if not repeats_message(text, situation):
            return NextMove(proposal.move, proposal.about, text)
        if proposal.move in (Move.WAIT, Move.CLOSE):
            return NextMove(proposal.move, (), "")
        if proposal.move is Move.ACT:
            return NextMove(Move.ACT, proposal.about, _still_at_it(situation))
    return NextMove(Move.ASK, (), "")


_AT_IT = (
    "I'm still on it, {name}; you'll hear from me as soon as it's done.",
    "I haven't forgotten you, {name}; I'm still working on it.",
)
"""What is said while a step takes its time that was announced already."""


def _still_at_it(situation: Situation) -> str:
    texts = (without_gap(text.format(name=situation.first_name)) for text in _AT_IT)
    return next((text for text in texts if not repeats_message(text, situation)), "")


def _true_part(text: str, situation: Situation) -> str:
    """The text without sentences that claim what is not done."""
    return " ".join(s for s in sentences(text) if not unfounded(s, situation))


# --- when ------------------------------------------------------------------------------------


def _is_leaving(situation: Situation) -> bool:
    return situation.stance is Stance.LEAVING and not situation.open_questions


def _is_content(situation: Situation) -> bool:
    return situation.stance is Stance.CONTENT


def _always(_: Situation) -> bool:
    return True


def _something_is_reported(situation: Situation) -> bool:
    return bool(reporting.unreported(situation))


def _something_failed(situation: Situation) -> bool:
    return bool(situation.failed)


def _only_wants_to_know(situation: Situation) -> bool:
    """Whether the customer asks for information rather than for something to be done."""
    questions = answering.questions_of(situation)
    if not questions or situation.stance is Stance.REFUSING:
        return False
    by_customer = " ".join(m.text for m in situation.messages if not m.by_agent)
    if _PONDERS.search(by_customer):
        return True
    if any(need.asked for need in situation.missing):
        return False
    if not situation.missing and not situation.is_first_contact and _something_to_do(situation):
        return False
    if situation.missing and all(_ABOUT_CHAT.search(question) for question in questions):
        return False
    last = " ".join(questions)
    return _WANTS_TO_KNOW.search(last) is not None and not _REQUESTS.search(last)


def _something_is_missing(situation: Situation) -> bool:
    if _is_settled(situation):
        return False
    return bool(_wanted(situation)) or bool(asking.unanswered_quantity(situation))


def _is_settled(situation: Situation) -> bool:
    """Whether what the procedure is for was done, and nothing is left to do: nobody asks then."""
    carried_out = (b for step in situation.done for b in doing.branches_at(situation, step))
    does = any(doing.kind(situation, branch) == "do" for branch in carried_out)
    return does and not _something_to_do(situation)


def _wanted(situation: Situation) -> Sequence[Need]:
    return [need for need in situation.missing if not _cannot_be_had(situation, need)]


_HAS_NONE = any_of("i have no|i don't have|haven't got|there(?:'s| is| was) no|no")
"""Says that the customer doesn't have something."""


def _cannot_be_had(situation: Situation, need: Need) -> bool:
    """Whether the customer says that they don't have it, and a step is there for such a case."""
    if not need.asked:
        return False
    named = set(content_words(need.wanted)[-1:])
    for text in situation.latest:
        for sentence in sentences(text):
            for denial in _HAS_NONE.finditer(sentence):
                rest = sentence[denial.end() :]
                # "no, end it" denies no end
                is_of_it = not rest.lstrip().startswith((",", ";", ":"))
                if is_of_it and named & set(content_words(rest)[:1]):
                    return any(
                        b.branch.condition
                        for b in doing.open_branches(situation)
                        if b.score >= doing.LIKELY
                    )
    return False


def _something_to_try(situation: Situation) -> bool:
    return not _undecided(situation) and bool(likeliest_action(situation))


def _undecided(situation: Situation) -> Sequence[Need]:
    """Needs that decide what is done, and of which only the agent knows what was told."""
    return [need for need in situation.needs if need.needed and need.passed and need.decides]


def _case_is_unknown(situation: Situation) -> bool:
    return bool(_undecided(situation)) and doing.furthest_place(situation) < 0


def _something_to_do(situation: Situation) -> bool:
    return bool(doing.next_actions(situation))


def _something_to_explain(situation: Situation) -> bool:
    return bool(answering.explanations(situation))


# --- what ------------------------------------------------------------------------------------


def _in_language(move: Move, situation: Situation) -> NextMove:
    text = _IN_LANGUAGE[move][situation.language]
    return NextMove(move, (), without_gap(text.format(name=situation.first_name)))


def _wait(situation: Situation) -> NextMove:
    return _in_language(Move.WAIT, situation)


def _close(situation: Situation) -> NextMove:
    return _in_language(Move.CLOSE, situation)


def _decline(situation: Situation) -> NextMove | None:
    refusal = declining.refusal(situation)
    if refusal is None:
        return None
    return NextMove(Move.DECLINE, (refusal.step,) if refusal.step else (), refusal.text)


def _report(situation: Situation) -> NextMove | None:
    done = reporting.unreported(situation)
    text = reporting.report(situation, done)
    if not text:
        return None
    more = (
        answering.follow_up(situation, text, done)
        or reporting.what_follows(situation)
        or answering.when_money_comes(situation, text)
    )
    return NextMove(Move.REPORT, tuple(branch.step for branch in done), " ".join([text, *more]))


def _own_up(situation: Situation) -> NextMove | None:
    """What could not be done; the next case, if there is one, follows on the next card."""
    step, text = untold_failure(situation)
    return NextMove(Move.REPORT, (step,), text) if text else None


def _ask(situation: Situation) -> NextMove | None:
    needs = _wanted(situation)
    if not needs:
        return NextMove(Move.ASK, (), asking.unanswered_quantity(situation))
    question = asking.questions_for(situation, needs)
    answer = (
        ""
        if situation.is_first_contact
        else " ".join(answering.answers(situation, without=question, beside=True)[:1])
    )
    return NextMove(Move.ASK, tuple(need.entry for need in needs), f"{answer} {question}".strip())


def _act(situation: Situation) -> NextMove | None:
    actions = doing.next_actions(situation)
    text = doing.announcement(situation, actions)
    more = answering.consequences(situation, actions) or answering.answers(
        situation, without=text, beside=True
    )
    thanks = without_gap(f"Thank you, {situation.first_name}. ") if situation.agent_texts else ""
    return NextMove(
        Move.ACT, tuple(b.step for b in actions), " ".join([f"{thanks}{text}", *more[:1]])
    )


def _try(situation: Situation) -> NextMove:
    """The likeliest case, where nothing tells which one applies."""
    actions = likeliest_action(situation)
    text = doing.announcement(situation, actions)
    return NextMove(Move.ACT, tuple(branch.step for branch in actions), text)


def _explain(situation: Situation) -> NextMove:
    text = answering.explained(situation)
    more = answering.answers(situation, without=text, beside=True)[:1]
    about = tuple(branch.step for branch in answering.explanations(situation))
    return NextMove(Move.ANSWER, about, " ".join([text, *more]))


def _answer(situation: Situation) -> NextMove | None:
    texts = answering.answers(situation)
    if texts and _has_begun(situation):
        needs = _wanted(situation)
        question = asking.questions_for(situation, needs)
        return NextMove(
            Move.ASK, tuple(need.entry for need in needs), " ".join([*texts[:1], question])
        )
    return NextMove(Move.ANSWER, (), " ".join(texts)) if texts else None


def _ask_after_all(situation: Situation) -> NextMove:
    """A question that the agent has passed, where without its answer no step is known to follow."""
    needs = _undecided(situation)
    return NextMove(Move.ASK, tuple(n.entry for n in needs), asking.questions_for(situation, needs))


def _has_begun(situation: Situation) -> bool:
    """Whether the customer has told a part of what is needed, and the rest is missing."""
    told = any(need.met for need in situation.needs)
    pondering = _PONDERS.search(" ".join(m.text for m in situation.messages if not m.by_agent))
    return told and bool(_wanted(situation)) and not pondering


def _ask_more(situation: Situation) -> NextMove:
    text = "Could you tell me a little more about what happened?"
    if situation.agent_texts:
        text = "Is there anything else that you'd like me to do?"
    return NextMove(Move.ASK, (), text)


TABLE: tuple[MoveRule, ...] = (
    MoveRule(Move.WAIT, _is_leaving, _wait),
    MoveRule(Move.CLOSE, _is_content, _close),
    MoveRule(Move.REPORT, _something_is_reported, _report),
    MoveRule(Move.REPORT, _something_failed, _own_up),
    MoveRule(Move.DECLINE, _always, _decline),
    MoveRule(Move.ANSWER, _only_wants_to_know, _answer),
    MoveRule(Move.ASK, _something_is_missing, _ask),
    MoveRule(Move.ANSWER, _something_to_explain, _explain),
    MoveRule(Move.ACT, _something_to_do, _act),
    MoveRule(Move.ACT, _something_to_try, _try),
    MoveRule(Move.ANSWER, _always, _answer),
    MoveRule(Move.ASK, _case_is_unknown, _ask_after_all),
    MoveRule(Move.ASK, _always, _ask_more),
)

_IN_LANGUAGE = {
    Move.WAIT: {
        "en": "Of course, take your time, {name}. I'll be here.",
        "de": "Natürlich, lassen Sie sich Zeit, {name}. Ich warte. (Take your time, I'm here.)",
        "es": "Por supuesto, {name}, tómese su tiempo, aquí espero. (Take your time, I'm here.)",
        "fr": "Bien sûr, prenez votre temps, {name}. Je reste là. (Take your time, I'm here.)",
    },
    Move.CLOSE: {
        "en": "You're very welcome, {name}! Have a good day.",
        "de": "Sehr gern, {name}! Ich wünsche Ihnen einen schönen Tag. (You're welcome!)",
        "es": "¡Con mucho gusto, {name}! Que tenga un buen día. (You're welcome!)",
        "fr": "Avec plaisir, {name} ! Bonne journée. (You're welcome!)",
    },
}
"""What needs no article, in the customer's language and for the agent in English."""


def _tidied(text: str) -> str:
    """The text with single blanks and a capital letter at the beginning."""
    return capitalized(" ".join(text.split()))
