"""Lists of agents are read from what spreadsheets write, and tiers are cut evenly."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.study.assignment.agents_csv import read_people
from console.study.assignment.assignment_list import Person
from console.study.errors import StudyError
from console.study.file.tiers import by_quantiles


def people_of(tmp_path: Path, content: bytes, tiers: dict[str, str] | None = None) -> list[Person]:
    """Who is in a file of this content."""
    path = tmp_path / "agents.csv"
    path.write_bytes(content)
    return read_people(path, tiers or {})


@pytest.mark.parametrize(
    "content",
    [
        b"agent,tier,site\nZo\xc3\xab,low,north\nKim,,\n",
        b"\xef\xbb\xbfagent;tier;site\r\nZo\xc3\xab;low;north\r\n\r\nKim;;\r\n",
        b'Site, Agent ,Tier\nnorth,"Zo\xc3\xab", low\n,Kim\n',
    ],
)
def test_columns_come_in_any_order_and_form(tmp_path: Path, content: bytes) -> None:
    """Commas or semicolons, a byte order mark, empty lines and missing values do no harm."""
    assert people_of(tmp_path, content) == [Person("Zoë", "low", "north"), Person("Kim")]


def test_tiers_fill_in_what_the_list_lacks(tmp_path: Path) -> None:
    """What the list says goes before what was computed."""
    content = b"agent,tier\nZoe,low\nKim,\n"
    people = people_of(tmp_path, content, {"Zoe": "high", "Kim": "high"})
    assert [person.tier for person in people] == ["low", "high"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ":1: there is no column 'agent'; write agent,tier,site above"),
        (b"Kim\nAda\n", ":1: no column 'kim' is known"),
        (b"agent,team\nKim,a\n", ":1: no column 'team' is known"),
        (b"agent,tier\n,low\n", ":2: write an agent"),
        (b"agent,tier\nKim,low,north\n", ":2: write an agent and a value for each column"),
        (b"agent\n\xff\n", "not UTF-8 at byte 6"),
    ],
)
def test_a_bad_list_is_told_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    """The error says where, and what to write."""
    with pytest.raises(StudyError) as caught:
        people_of(tmp_path, content)
    assert told in str(caught.value)


def test_a_missing_list_is_told(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(StudyError, match=r"agents\.csv: can't be read"):
        read_people(tmp_path / "agents.csv", {})


@given(st.dictionaries(st.text(max_size=3), st.floats(1, 5)), st.integers(2, 5))
def test_tiers_are_even_and_in_order(values: dict[str, float], number: int) -> None:
    """Their sizes differ by one at most, and nobody in a lower one did better."""
    names = [f"tier {n}" for n in range(number)]
    tiers = by_quantiles(values, names)
    assert set(tiers) == set(values)
    sizes = Counter(tiers.values())
    assert max(sizes.values(), default=0) - min(sizes[name] for name in names) <= 1
    ranked = sorted(values, key=lambda agent: names.index(tiers[agent]))
    assert all(
        values[one] <= values[other]
        for one in ranked
        for other in ranked
        if names.index(tiers[one]) < names.index(tiers[other])
    )
