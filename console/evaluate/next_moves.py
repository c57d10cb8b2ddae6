"""Whether what is suggested fits the moment: the next move, its wording, what it must not say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.assist.moves.doing import approved
from console.assist.moves.rules import NextMove, next_move
from console.assist.moves.situation import Situation, situation
from console.assist.moves.truth import asks_for_given, repeats_message
from console.assist.reading import read_chat
from console.channels.scripted.pack import Pack
from console.domain.claims import completed_claims, is_backed_by, record_texts
from console.domain.events import Move
from console.domain.slots import fill, slot_values
from console.evaluate.next_move_cases import MoveCase, chat_of, needs_f1


@dataclass(frozen=True, slots=True)
class CaseMoment:
    """A case as the program sees it: the situation and the move that follows from it."""

    case: MoveCase
    situation: Situation
    move: NextMove


@dataclass(frozen=True, slots=True)
class MoveRow:
    """What came of one case. ``at_once`` is the approved wording, ``text`` what counts."""

    id: str
    move: Move
    predicted: Move
    at_once: str
    text: str
    passed: bool
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovesReport:
    """How many suggestions fit their moment.

    ``never_hits`` counts those that say what they must not, ``false_claims`` those that claim what
    was not done, ``repeated`` those that ask for what was given or say again what the agent said.
    ``baselines`` are the cases that the article's two fixed wordings, of which the better counts,
    and the model by itself pass; null where they were not run.
    """

    n: int
    passed: int
    by_move: dict[str, dict[str, int]]
    move_accuracy: float
    needs_f1: float | None
    never_hits: int
    false_claims: int
    repeated: int
    baselines: dict[str, int | None]
    model: str | None
    rows: tuple[MoveRow, ...]


def moments(cases: Sequence[MoveCase], site: Pack) -> tuple[CaseMoment, ...]:
    """Each case read, and its next move."""
    return tuple(_moment(case, site) for case in cases)


def _moment(case: MoveCase, site: Pack) -> CaseMoment:
    chat = chat_of(case, site)
    issue = site.issue(case.issue)
    article = site.article(issue.article)
    chat.procedure.order = case.order
    chat.procedure.read = read_chat(chat, article, site.shop.today)
    state = situation(chat, article, issue, site.articles, site.shop.today)
    return CaseMoment(case, state, next_move(state))


def report(
    found: Sequence[CaseMoment],
    *,
    texts: Sequence[str] | None = None,
    bare: Sequence[str] | None = None,
    model: str | None = None,
) -> MovesReport:
    """Judge what is suggested at each moment.

    Args:
        found: the moments.
        texts: what the agent has in front of them at each; the approved wordings if null.
        bare: what the model writes by itself at each, for the baseline.
        model: the model that wrote.
    """
    final = texts or [moment.move.text for moment in found]
    rows = tuple(_row(moment, text) for moment, text in zip(found, final, strict=True))
    told = [frozenset(moment.case.given) for moment in found]
    read = [frozenset(n.entry for n in moment.situation.needs if n.met) for moment in found]
    return MovesReport(
        n=len(rows),
        passed=sum(row.passed for row in rows),
        by_move=_by_move(rows),
        move_accuracy=sum(row.move == row.predicted for row in rows) / len(rows),
        needs_f1=needs_f1(told, read),
        never_hits=_count(found, final, lambda moment, text: bool(moment.case.hits(text))),
        false_claims=_count(found, final, _claims_falsely),
        repeated=_count(found, final, _repeats),
        baselines={
            "fixed": sum(_fixed_passes(moment) for moment in found),
            "bare_model": None if bare is None else _count(found, bare, _passes),
        },
        model=model,
        rows=rows,
    )


def _row(moment: CaseMoment, text: str) -> MoveRow:
    failed = moment.case.faults(text)
    at_once = moment.move.text
    return MoveRow(
        id=moment.case.id,
        move=moment.case.move,
        predicted=moment.move.move,
        at_once=at_once,
        text=text,
        passed=not failed,
        failed=failed,
    )


def _by_move(rows: Sequence[MoveRow]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for move in Move:
        own = [row for row in rows if row.move is move]
        counts[move.value] = {"n": len(own), "passed": sum(row.passed for row in own)}
    return counts


def _count(
    found: Sequence[CaseMoment], texts: Sequence[str], is_so: Callable[[CaseMoment, str], bool]
) -> int:
    return sum(is_so(moment, text) for moment, text in zip(found, texts, strict=True))


def _passes(moment: CaseMoment, text: str) -> bool:
    return not moment.case.faults(text)


def _claims_falsely(moment: CaseMoment, text: str) -> bool:
    done = moment.case.done
    evidence = moment.situation.evidence
    record = [evidence.record, evidence.by_agent, *record_texts(evidence.customer)]
    reports = " ".join(approved(moment.situation, step, "report") for step in done)
    return any(
        claim.sentence not in reports and not is_backed_by(claim, done, record)
        for claim in completed_claims(text)
    )


def _repeats(moment: CaseMoment, text: str) -> bool:
    return bool(asks_for_given(text, moment.situation) or repeats_message(text, moment.situation))


def _fixed_passes(moment: CaseMoment) -> bool:
    article = moment.situation.article
    values = slot_values(moment.situation.customer, moment.situation.order)
    if article is None:
        return False
    return any(
        _passes(moment, fill(text, values)) for text in (article.diagnosis, article.reply) if text
    )
