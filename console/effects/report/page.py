"""Writes the report: one HTML page with its style and pictures inside."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import jinja2
from markupsafe import Markup

from console import paths
from console.effects.analysis.effect_results import (
    AssignmentEffect,
    CheckResult,
    OutcomeEffect,
    OutcomeUseEffect,
    TierEffects,
    TierResult,
)
from console.effects.analysis.results import MadeFrom, Results
from console.effects.analysis.summary import SummarySentence, claims, may_be_overturned
from console.effects.data.plan import AnalysisPlan
from console.effects.formatting import FILTERS, interval
from console.effects.report.charts.bars import FILLS
from console.effects.report.charts.svg import STYLE
from console.effects.report.figures import figures
from console.effects.report.forests import tier_figure
from console.effects.report.next_steps import next_steps
from console.effects.report.prose import rows_word, words
from console.effects.report.reach import reach

_CONTENTS = (
    ("compared", "What was compared"),
    ("flow", "Who took part"),
    ("balance", "Were the arms alike?"),
    ("effects", "What it did"),
    ("tiers", "By tier"),
    ("attention", "Attention"),
    ("adoption", "Adoption"),
    ("guardrails", "Guardrails"),
    ("raters", "Who rated"),
    ("questionnaires", "What agents said"),
    ("checks", "Robustness checks"),
    ("next", "What to do next"),
    ("deviations", "Deviations"),
    ("caveats", "To keep in mind"),
    ("methods", "Methods"),
    ("book", "Codebook"),
)


Notes = list[tuple[str, str]]


def page(results: Results, made_from: MadeFrom, plan: AnalysisPlan) -> str:
    """The report of results as a page that refers to nothing outside itself.

    Every number on the page is in ``results.json`` too.
    """
    template = _environment().get_template("page.html")
    return template.render(
        results=results,
        made_from=made_from,
        figures=figures(results),
        words=words(results, plan),
        reach=reach(results, plan),
        next_steps=[_with_code(each) for each in next_steps(results, plan)],
        contents=_CONTENTS,
        style=Markup(_style()),  # noqa: S704 - ours
        paragraphs=_paragraphs(claims(results)),
        primary=next((each for each in results.itt if each.primary), None),
        primary_late=next((each for each in results.late if each.primary), None),
        several=len({each.contrast.arm for each in results.itt}) > 1,
        rows_word=rows_word(results.itt[0].design if results.itt else None),
        doubt=_doubt(results),
        interval=interval,
        ar=anderson_rubin,
        tier_figure=tier_figure,
        control_of=lambda effects: _control(results, effects),
        placebo_of=lambda effects, tier: _placebo(results, effects, tier),
    )


def _with_code(sentence: str) -> list[tuple[bool, str]]:
    """Pieces of a sentence, and whether each is code: what stands between backquotes."""
    return [(bool(place % 2), piece) for place, piece in enumerate(sentence.split("`"))]


def _doubt(results: Results) -> str | None:
    """What stands beside the key figures where a warning concerns them."""
    if results.srm.alarm:
        return "not to be trusted: see the warning above"
    if may_be_overturned(results):
        return "may not be its effect: see the warning above"
    return None


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(paths.resources() / "report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS
    environment.globals["noted"] = noted
    return environment


def _style() -> str:
    own = (paths.resources() / "report" / "style.css").read_text(encoding="utf-8")
    return own + STYLE + FILLS


@dataclass(frozen=True, slots=True)
class SummaryPassage:
    """Sentences that rest on the same part of the report, and that part's name and title."""

    text: str
    section: str
    title: str


def _paragraphs(sentences: tuple[SummarySentence, ...]) -> list[list[SummaryPassage]]:
    """The first sentence for itself, and the others together, in passages of one part each."""
    return [_passages(each) for each in (sentences[:1], sentences[1:]) if each]


def _passages(sentences: Iterable[SummarySentence]) -> list[SummaryPassage]:
    titles = {
        **dict(_CONTENTS),
        "carry-over": "Robustness checks",
        "saturation": "Between queues",
    }
    return [
        SummaryPassage(" ".join(each.sentence for each in same), section, titles[section])
        for section, same in groupby(sentences, key=lambda each: each.section)
    ]


def anderson_rubin(result: OutcomeUseEffect) -> str:
    """The Anderson-Rubin set: its pieces, an end that there is none of as infinite."""
    pieces = result.effect.ar_set
    return " or ".join(interval(low, high) for low, high in pieces) if pieces else "empty"


def noted(results: Iterable[OutcomeEffect | OutcomeUseEffect | CheckResult]) -> Notes:
    """What must be known of each outcome's results: label and notes, each note once."""
    notes: dict[str, list[str]] = {}
    for each in results:
        sentences = notes.setdefault(each.label, [])
        sentences += [
            _sentence(note) for note in each.effect.notes if _sentence(note) not in sentences
        ]
    return [(label, " ".join(sentences)) for label, sentences in notes.items() if sentences]


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:].rstrip('.')}."


def _control(results: Results, effects: TierEffects) -> TierEffects | None:
    """The negative control of an outcome and contrast."""
    wanted = (effects.outcome, effects.contrast)
    controls = results.negative_control
    return next((each for each in controls if (each.outcome, each.contrast) == wanted), None)


def _placebo(results: Results, effects: TierEffects, tier: TierResult) -> AssignmentEffect | None:
    """The placebo's estimate in a tier."""
    control = _control(results, effects)
    same = [each.itt for each in control.tiers if each.tier == tier.tier] if control else []
    return same[0] if same and same[0].estimate is not None else None
