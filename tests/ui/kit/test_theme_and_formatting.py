"""Colours that can be read, texts that are put well, and the meter of lateness."""

import re
import time
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtTest import QTest

from console import paths
from console.ui.kit import formatting
from console.ui.kit.colours import DARK, LIGHT, TEXT_PAIRS, Roles, contrast
from console.ui.kit.shortcuts import CHAT_NUMBERS, STEP_NUMBERS, Shortcut
from console.ui.kit.theme import Theme, ThemeChoice, style_sheet
from console.ui.scripted_agent.latency import TimerLatency


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "surface"), TEXT_PAIRS)
def test_text_can_be_read_on_its_background(roles: Roles, ink: str, surface: str) -> None:
    """Every colour of text has WCAG AA contrast on everything it stands on."""
    assert contrast(getattr(roles, ink), getattr(roles, surface)) >= 4.5


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_controls_can_be_seen(roles: Roles) -> None:
    """What bounds a control or marks the cursor has at least 3:1."""
    for edge, surface in (
        ("edge_strong", "raised"),
        ("edge_strong", "canvas"),
        ("accent_text", "raised"),
        ("suggestion_edge", "suggestion"),
    ):
        assert contrast(getattr(roles, edge), getattr(roles, surface)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21:1, a colour on itself 1:1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_every_slot_of_the_templates_is_filled(theme: Theme) -> None:
    """The style sheet has no slot left and no colour that is not a role."""
    sheet = style_sheet(theme)
    assert "{{" not in sheet
    own = {value.lower() for value in asdict(theme.roles).values()}
    assert {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}", sheet)} <= own


def test_the_theme_follows_the_choice_and_tells(theme: Theme) -> None:
    """Choosing dark changes the roles and tells whoever paints with them."""
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(True))
    theme.choose(ThemeChoice.DARK)
    assert theme.roles == DARK
    assert told


def test_text_has_three_sizes(theme: Theme) -> None:
    """Larger, largest, and back to the system's own."""
    sizes = [theme.font().pointSizeF()]
    for _ in range(3):
        theme.resize_text(1)
        sizes.append(theme.font().pointSizeF())
    assert [round(size / sizes[0], 2) for size in sizes] == [1.0, 1.25, 1.5, 1.5]
    theme.resize_text(0)
    assert theme.font().pointSizeF() == sizes[0]


def test_icons_take_their_colour_from_the_theme() -> None:
    """Every icon is one SVG without a colour of its own."""
    files = sorted((paths.resources() / "icons").glob("*.svg"))
    assert files
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert "currentColor" in source, file
        assert not re.search(r"#[0-9a-fA-F]{3,6}", source), file


def test_no_key_does_two_things() -> None:
    """All keys of the table are different, and none is a bare letter."""
    sequences = [s for shortcut in Shortcut for s in shortcut.key.sequences]
    sequences += [*CHAT_NUMBERS, *STEP_NUMBERS]
    assert len(sequences) == len(set(sequences))
    assert all("+" in s or s in ("Esc", "F1") for s in sequences)


@pytest.mark.parametrize(
    ("seconds", "text"), [(-3, "0:00"), (42.9, "0:42"), (725, "12:05"), (3_725, "1:02:05")]
)
def test_waits_read_like_a_clock(seconds: float, text: str) -> None:
    """Minutes and seconds, hours when there are any."""
    assert formatting.waited(seconds) == text


def test_days_are_called_what_people_call_them() -> None:
    """Today, yesterday, then weekday and date; the year only if it is another."""
    today = date(2026, 11, 21)
    assert formatting.day_name(today, today) == "Today"
    assert formatting.day_name(date(2026, 11, 20), today) == "Yesterday"
    assert formatting.day_name(date(2026, 11, 3), today) == "Tuesday, November 3"
    assert formatting.day_name(date(2025, 12, 31), today) == "Wednesday, December 31, 2025"
    assert formatting.spoken_date("2026-11-03") == "Nov 3, 2026"
    assert formatting.spoken_date("soon") == "soon"


def test_times_are_local() -> None:
    """The log keeps UTC, people read their own time."""
    at = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    assert formatting.clock_time(at) == f"{at.astimezone():%H:%M}"


@given(st.text())
def test_no_text_stays_invisible_or_turns_lines_around(text: str) -> None:
    """Whatever comes in, no control or direction character is left but line break and tab."""
    shown = formatting.sanitized(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@given(st.text(max_size=300))
def test_harmless_text_is_left_alone(text: str) -> None:
    """What was made harmless once does not change again."""
    once = formatting.sanitized(text)
    assert formatting.sanitized(once) == once


@given(st.text(min_size=1).map(lambda text: text * 3_000))
@example("\u202e" * 3_000)
def test_an_excerpt_is_bounded(text: str) -> None:
    """However long a message and its lines, what is shown of it at first is not."""
    shown, cut = formatting.excerpt(text)
    assert len(shown) <= formatting.SHOWN_CHARACTERS
    assert cut or len(text) <= formatting.SHOWN_CHARACTERS


def test_lateness_is_measured(qapp: object) -> None:
    """A thread that is held up for 80 ms shows in the maximum."""
    meter = TimerLatency()
    assert meter.result().samples == 0
    meter.start()
    while meter.result().samples < 5:
        QTest.qWait(20)
    time.sleep(0.08)
    while meter.result().samples < 10:
        QTest.qWait(20)
    meter.stop()
    result = meter.result()
    assert result.max >= 60
    assert result.p50 <= result.p99 <= result.max
