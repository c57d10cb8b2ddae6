"""Writes the report: one HTML page with its style and pictures inside."""

from typing import Any

import jinja2
from markupsafe import Markup

from console import paths
from console.effects.data.plan import AnalysisPlan
from console.effects.formatting import FILTERS, interval
from console.effects.json_values import Entry
from console.effects.report.charts.bars import FILLS
from console.effects.report.charts.svg import STYLE
from console.effects.report.figures import figures
from console.effects.report.forests import tier_figure
from console.effects.report.prose import rows_word, words

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
    ("checks", "How firm is it?"),
    ("deviations", "Deviations"),
    ("caveats", "To keep in mind"),
    ("methods", "Methods"),
    ("book", "Code book"),
)


def page(results: Entry, plan: AnalysisPlan) -> str:
    """The report of results as a page that refers to nothing outside itself.

    ``results`` are those of ``results.json``, which has every number on the page.
    """
    template = _environment().get_template("page.html")
    return template.render(
        r=results,
        figures=figures(results),
        words=words(results, plan),
        contents=_CONTENTS,
        style=Markup(_style()),  # noqa: S704 - ours
        paragraphs=_paragraphs(results["summary"]),
        primary=_primary(results["itt"]),
        primary_late=_primary(results["late"]),
        several=len({each["contrast"]["arm"] for each in results["itt"]}) > 1,
        rows_word=rows_word(results["itt"][0]["design"] if results["itt"] else None),
        interval=interval,
        ar=anderson_rubin,
        tier_figure=tier_figure,
        control_of=lambda found: _control(results, found),
        placebo_of=lambda found, tier: _placebo(results, found, tier),
    )


def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(paths.resources() / "report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= FILTERS
    made.globals["noted"] = noted
    return made


def _style() -> str:
    own = (paths.resources() / "report" / "style.css").read_text(encoding="utf-8")
    return own + STYLE + FILLS


def _paragraphs(sentences: list[str]) -> list[str]:
    """The first sentence for itself, and the others together."""
    return [sentences[0], " ".join(sentences[1:])] if len(sentences) > 1 else sentences


def _primary(entries: list[Entry]) -> Entry | None:
    return next((each for each in entries if each["primary"]), None)


def anderson_rubin(found: Entry) -> str:
    """The Anderson-Rubin set: its pieces, an end that there is none of as infinite."""
    pieces = found["ar_set"]
    return " or ".join(interval(low, high) for low, high in pieces) if pieces else "empty"


def noted(entries: list[Entry]) -> list[tuple[str, str]]:
    """What must be known of each outcome's results: label and notes, each note once."""
    notes: dict[str, list[str]] = {}
    for each in entries:
        mine = notes.setdefault(each["label"], [])
        mine += [_sentence(note) for note in each["notes"] if _sentence(note) not in mine]
    return [(label, " ".join(mine)) for label, mine in notes.items() if mine]


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:].rstrip('.')}."


def _control(results: Entry, found: Entry) -> Entry | None:
    return next(
        (
            each
            for each in results["negative_control"]
            if each["outcome"] == found["outcome"] and each["contrast"] == found["contrast"]
        ),
        None,
    )


def _placebo(results: Entry, found: Entry, tier: Entry) -> Entry | None:
    """The placebo's estimate in a tier."""
    control = _control(results, found) or {}
    same = [each for each in control.get("tiers", ()) if each["tier"] == tier["tier"]]
    entry: Any = same[0]["itt"] if same else None
    return entry if entry is not None and entry.get("estimate") is not None else None
