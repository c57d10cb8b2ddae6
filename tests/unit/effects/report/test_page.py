"""The report: one page that needs nothing else and has no number that results.json has not."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from typing import Any

import made_assignments
import made_studies
import pytest

from console import paths
from console.effects.analysis.pipeline import analyse
from console.effects.analysis.results import (
    CodebookEntry,
    MadeFrom,
    Results,
    results_json,
)
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan, Contrast
from console.effects.formatting import MINUS, plain_number
from console.effects.json_values import json_object
from console.effects.report.forests import tiers
from console.effects.report.page import page
from console.effects.report.prose import words

pytestmark = pytest.mark.slow

VOID = {"meta", "br", "line", "rect", "circle", "polygon", "polyline"}
MADE_FROM = MadeFrom(
    version="1.2.3",
    schema=4,
    bundles=1,
    code_book=(CodebookEntry(name="ln_duration", description="A logarithm.", formula="ln(x)"),),
)
HOSTILE = "<script>alert('x')</script>&\""


class Outline(HTMLParser):
    """Checks that tags are closed in order, and gathers what the page has."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "svg"} & set(self.open):
            self.words.append(data)


def report_of(tables: Tables, plan: AnalysisPlan) -> tuple[Results, str]:
    """Results and the page."""
    results = analyse(tables, plan)
    return results, page(results, MADE_FROM, plan)


def outline(text: str) -> Outline:
    """The page's outline; fails if it is not well-formed."""
    found = Outline()
    found.feed(text)
    assert found.open == []
    return found


@pytest.fixture(scope="module")
def whole() -> tuple[Results, str]:
    """The made study's results and page."""
    results = made_studies.results()
    return results, page(results, MADE_FROM, made_studies.plan())


def test_it_needs_nothing_else(whole: tuple[Results, str]) -> None:
    """Nothing is loaded from anywhere: no script, link, image, font or style of others."""
    text = whole[1].replace('xmlns="http://www.w3.org/2000/svg"', "")
    for forbidden in ("http:", "https:", "//cdn", "url(", "@import", "<script", "<link", "<img"):
        assert forbidden not in text
    assert not [each for each in outline(text).attributes if each[1] == "src"]


def test_links_lead_somewhere(whole: tuple[Results, str]) -> None:
    """Every link leads to a place on the page or to the codebook, and no id is there twice."""
    found = outline(whole[1])
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    targets = {
        str(value)[1:] for tag, name, value in found.attributes if (tag, name) == ("a", "href")
    }
    known = {target for target in targets if not target.startswith("book-")}
    assert known <= set(ids)


def test_pictures_speak(whole: tuple[Results, str]) -> None:
    """Each picture has a role, a title and a description; tables can be reached by keys."""
    text = whole[1]
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) >= 2 * 8
    assert all("<title" in each and "<desc" in each and 'role="img"' in each for each in pictures)
    assert text.count('role="region" tabindex="0"') == text.count("<table>")


def numbers(text: str) -> set[str]:
    """Numbers as they are written, without signs."""
    return {each.rstrip(".,").lstrip("0") or "0" for each in re.findall(r"[\d.,]*\d", text)}


def leaves(value: Any) -> Iterator[Any]:  # noqa: ANN401 - JSON
    """All values in results, however deep."""
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        yield len(value)
        for each in value:
            yield from leaves(each)
    else:
        yield value


def writings(results: Results) -> set[str]:
    """Every way in which a number of the results may be written."""
    found: set[str] = set()
    for leaf in leaves(results_json(results, MADE_FROM)):
        if isinstance(leaf, str):
            found |= numbers(leaf)
        elif isinstance(leaf, int | float) and not isinstance(leaf, bool):
            for scale in (1, 100):
                for digits in range(5):
                    found |= numbers(plain_number(abs(leaf) * scale, digits))
    return found


MADE: dict[str, tuple[Callable[[], Results], AnalysisPlan]] = {
    "agent": (made_studies.results, made_studies.plan()),
    "shift": (partial(made_assignments.results, "shift"), made_assignments.within("shift")[1]),
    "delayed": (partial(made_assignments.results, "delayed"), made_assignments.delayed()[1]),
}


@pytest.mark.parametrize("unit", MADE)
def test_every_number_is_in_the_results(unit: str) -> None:
    """What the page says in numbers is in results.json, or is part of the fixed wording."""
    analysed, plan = MADE[unit]
    results = analysed()
    text = page(results, MADE_FROM, plan)
    templates = (paths.resources() / "report").glob("*.html")
    fixed = " ".join(path.read_text(encoding="utf-8") for path in templates)
    fixed += json.dumps(json_object(words(results, plan))) + " .001 .999"
    told = numbers(" ".join(outline(text).words).replace(MINUS, " "))
    assert told - writings(results) - numbers(fixed) == set()


def test_names_stay_names() -> None:
    """Names from the data that look like markup are shown and do nothing."""
    tables, plan = made_studies.tables(), made_studies.plan()
    days = tables.agent_days
    odd = replace(
        tables,
        agent_days=days.assign(tier=days["tier"].replace("low", HOSTILE)),
        guardrails=tables.guardrails.assign(guardrail=HOSTILE),
        scores=tables.scores.assign(label=HOSTILE),
    )
    renamed = replace(plan, title=HOSTILE, tiers=(HOSTILE, "middle", "high"))
    _, text = report_of(odd, renamed)
    assert "<script" not in text
    assert "alert(" in " ".join(outline(text).words)


@pytest.mark.parametrize(
    ("tables", "plan", "said"),
    [
        (made_studies.tables(agents=12), made_studies.plan(), "only 6 agents in an arm"),
        (
            made_studies.tables(effect=0.0),
            made_studies.plan(),
            "The study does not show whether being assigned",
        ),
        (made_studies.tables(before=0), made_studies.plan(before=0), "one row an agent"),
        (
            made_studies.tables(),
            replace(made_studies.plan(), arms=made_studies.plan().arms[:1]),
            "only one arm",
        ),
        (made_studies.tables(days=1, before=0), made_studies.plan(days=1, before=0), "In short"),
    ],
    ids=["few", "null", "no time before", "one arm", "one day"],
)
def test_what_is_withheld_is_said(tables: Tables, plan: AnalysisPlan, said: str) -> None:
    """A page is made of any study, and says what it can't tell and why."""
    _, text = report_of(tables, plan)
    assert said in " ".join(" ".join(outline(text).words).split())


def test_a_broken_lot_is_the_first_thing_said() -> None:
    """If the arms' sizes can't be chance, the page begins with that."""
    plan = made_studies.plan()
    uneven = tuple(
        replace(arm, share=share) for arm, share in zip(plan.arms, (0.9, 0.1), strict=True)
    )
    _, text = report_of(made_studies.tables(), replace(plan, arms=uneven))
    first = text[text.index('id="short-h"') :]
    assert first.index("Beware: the arms do not have the sizes") < first.index(
        "lowered chat duration"
    )
    assert "<strong>Alarm.</strong>" in text


def luminance(colour: str) -> float:
    """The relative luminance that contrast is defined by."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_stand_out() -> None:
    """Words and marks have the contrast that accessibility asks for, in light and in dark."""
    style = (paths.resources() / "report" / "style.css").read_text(encoding="utf-8")
    for rules in re.findall(r":root\{(.*?)\}", style, re.DOTALL):
        colours = dict(re.findall(r"--(\w+):(#\w+)", rules))
        full = {
            k: v if len(v) == 7 else "#" + "".join(2 * c for c in v[1:]) for k, v in colours.items()
        }
        for name in ("ink", "muted", "a", "b", "alarm"):
            for ground in ("paper", "soft"):
                pair = sorted((luminance(full[name]), luminance(full[ground])))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (name, ground)


def test_a_placebo_stands_beside_its_own_arms() -> None:
    """The negative control of two arms is not drawn beside the effects of two others."""
    results = made_studies.results()
    found, controls = results.by_tier[0], results.negative_control
    other = replace(found, contrast=Contrast("second", "usual"))
    beside, alone = tiers(found, controls), tiers(other, controls)
    assert beside is not None
    assert alone is not None
    assert "dash" in beside.wide
    assert "dash" not in alone.wide
