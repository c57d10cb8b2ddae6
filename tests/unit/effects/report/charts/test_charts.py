"""Pictures: sound SVG that tells everyone what it shows, and axes that hold what is drawn."""

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.effects.report.charts.bars import bars
from console.effects.report.charts.flow import Lane, flow
from console.effects.report.charts.forest import ForestPoint, ForestRow, forest
from console.effects.report.charts.line_chart import LineSeries, lines
from console.effects.report.charts.love_plot import love
from console.effects.report.charts.scale import scale_for, step_of, ticked
from console.effects.report.charts.svg import Picture

HOSTILE = "<script>alert(1)</script> & \"'"
SVG = "{http://www.w3.org/2000/svg}"


def every_kind(width: float) -> list[Picture]:
    """One picture of each kind, with names that would break out of it."""
    point = ForestPoint(0.1, -math.inf, 0.4, "diamond", HOSTILE)
    series = LineSeries(HOSTILE, ((0.0, 1.0), (1.0, 2.0)))
    return [
        forest("a", HOSTILE, HOSTILE, [ForestRow(HOSTILE, (point,))], axis=HOSTILE, width=width),
        love("b", [(HOSTILE, 0.3), ("other", -0.01)], width=width),
        flow("c", HOSTILE, (HOSTILE,), [Lane(((HOSTILE,),)), Lane(((HOSTILE,),))], width=width),
        bars("d", HOSTILE, HOSTILE, (HOSTILE, "b"), [(HOSTILE, (3, 0))], width=width),
        lines("e", HOSTILE, HOSTILE, [series], places=[(0.0, HOSTILE)], unit=HOSTILE, width=width),
    ]


@pytest.mark.parametrize("width", [346.0, 720.0])
def test_pictures_are_sound(width: float) -> None:
    """Every kind is well-formed, has a title and a description, and runs no script."""
    for picture in every_kind(width):
        root = ET.fromstring(picture.svg(alone=True))  # noqa: S314 - ours
        assert root.find(f"{SVG}title") is not None
        assert root.find(f"{SVG}desc") is not None
        assert not root.findall(f".//{SVG}script")
        assert root.get("role") == "img"


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(10, 400))
@example([5e-324], 10.0)
def test_a_scale_holds_its_values(values: list[float], length: float) -> None:
    """All values and zero lie on the axis, in order."""
    scale = scale_for(values, 0, length)
    assert all(scale.holds(value) for value in [*values, 0.0])
    places = [scale(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place <= length for place in places)


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_are_round_and_few(low: float, width: float) -> None:
    """There are some ticks and never a crowd, and their labels tell them apart."""
    scale = scale_for([low, low + width], 0, 100)
    ticks = scale.ticks(5)
    labels = [ticked(tick, step_of(ticks)) for tick in ticks]
    assert 2 <= len(ticks) <= 7
    assert len(set(labels)) == len(labels)


def test_what_leaves_the_picture_has_an_arrow() -> None:
    """An interval without an end is drawn to the edge with an arrow."""
    row = ForestRow("x", (ForestPoint(0.1, -math.inf, 0.4),))
    assert "<polygon" in forest("a", "t", "d", [row], axis="x").svg()


def test_a_name_can_not_leave_its_attribute() -> None:
    """Ids are made of the picture's name, which an arm may be in, without what HTML reads."""
    drawn = Picture('a"><script>b', "title", "words", 10, 10).svg()
    assert "<script>" not in drawn
    assert re.findall('id="([^"]*)"', drawn) == [f"a.22.3e.3cscript.3eb-{end}" for end in "td"]
