"""The tables that studies bring, by going through each log's facts in their order."""

import json
from collections.abc import Iterator
from typing import Any

from console.domain import events as ev
from console.measures.log_time import Timed
from reference.history import History, SessionRecord
from reference.studies import bucket_start, entered, has_access

Row = dict[str, Any]

_ANSWERS = (ev.GuardrailObeyed, ev.GuardrailOverridden, ev.GuardrailLapsed)
_OUTCOMES = {
    "guardrail_obeyed": "obeyed",
    "guardrail_overridden": "overridden",
    "guardrail_lapsed": "lapsed",
}


def assignments_of(history: History) -> Iterator[Row]:
    """Each lot of a session."""
    for session, each in _facts(history):
        fact, study = each.fact, entered(session)
        if isinstance(fact, ev.ArmAssigned):
            yield {
                **_at(session),
                "seq": each.event.seq,
                "time": each.event.wall,
                "study": None if study is None else study.study,
                "arm": fact.arm,
                "arm_name": fact.name,
                "access": int(has_access(fact)),
                "unit": fact.unit,
                "method": fact.method,
                "stratum": fact.stratum,
                "block": fact.block,
                "bucket": fact.bucket,
                "bucket_start": bucket_start(fact),
                "guardrails": json.dumps(list(fact.guardrails)),
            }


def guardrails_of(history: History) -> Iterator[Row]:
    """Each trigger, and the first answer to it."""
    answers: dict[str, Timed] = {}
    for _, each in _facts(history):
        if isinstance(each.fact, _ANSWERS):
            answers.setdefault(each.fact.trigger, each)
    for session, each in _facts(history):
        if isinstance(each.fact, ev.GuardrailTriggered):
            yield _trigger(session, each, each.fact, answers.get(each.fact.trigger))


def _trigger(
    session: SessionRecord, each: Timed, fact: ev.GuardrailTriggered, answer: Timed | None
) -> Row:
    return {
        **_at(session),
        **fact.model_dump(exclude={"kind"}),
        "seq": each.event.seq,
        "triggered": each.event.wall,
        "outcome": _OUTCOMES[answer.fact.kind] if answer else "open",
        "decided": answer.event.wall if answer else None,
        "response_s": (answer.ns - each.ns) / 1e9 if answer else None,
        "reason": getattr(answer.fact, "reason", None) if answer else None,
    }


def sittings_of(history: History) -> Iterator[Row]:
    """Each time a questionnaire was opened, and what became of it."""
    for session, each in _facts(history):
        fact = each.fact
        if isinstance(fact, ev.QuestionnaireOpened):
            over = _finished(history, fact.sitting)
            yield {
                **_opening(session, each, fact, over),
                "answered": len(_answered(history, fact.sitting)),
                "duration_s": (over[0].ns - each.ns) / 1e9 if over else None,
            }


def answers_of(history: History) -> Iterator[Row]:
    """The last answer to each question of each sitting."""
    for session, each in _facts(history):
        opened = each.fact
        if isinstance(opened, ev.QuestionnaireOpened):
            over = _finished(history, opened.sitting)
            for answer, fact in _answered(history, opened.sitting).values():
                yield {
                    **_opening(session, each, opened, over),
                    "item": fact.item,
                    "value": fact.value,
                    "text": fact.text,
                    "time": answer.event.wall,
                    "answer_s": (answer.ns - each.ns) / 1e9,
                }


def _opening(
    session: SessionRecord,
    each: Timed,
    fact: ev.QuestionnaireOpened,
    over: tuple[Timed, ev.QuestionnaireFinished] | None,
) -> Row:
    return {
        **_at(session),
        **fact.model_dump(exclude={"kind"}),
        "opened": each.event.wall,
        "finished": over[0].event.wall if over else None,
        "complete": int(over[1].complete) if over else None,
    }


def _finished(history: History, sitting: str) -> tuple[Timed, ev.QuestionnaireFinished] | None:
    for _, each in _facts(history):
        if isinstance(each.fact, ev.QuestionnaireFinished) and each.fact.sitting == sitting:
            return each, each.fact
    return None


def _answered(history: History, sitting: str) -> dict[str, tuple[Timed, ev.QuestionAnswered]]:
    return {
        each.fact.item: (each, each.fact)
        for _, each in _facts(history)
        if isinstance(each.fact, ev.QuestionAnswered) and each.fact.sitting == sitting
    }


def _facts(history: History) -> Iterator[tuple[SessionRecord, Timed]]:
    for session in history.sessions.values():
        for each in session.events:
            yield session, each


def _at(session: SessionRecord) -> Row:
    return {"session": session.id, "agent": session.started.agent}
