"""Lines of keys are found in any TOML that the standard library reads."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import paths
from console.study.file.toml_lines import lines_of

HARD = '''\
# [not.a.table]
"quoted # key" = "a ] } = #"  # name = 1
dotted . 'two' = [1, # one
  [2, 3], { in = "x", "er" = [ {} ] },
]
text = """
[no.table]
key = "no key" \\"""
"""
literal = \'\'\'
a = 1\'\'\'
when = 2026-03-02 08:00:00
[[list]]
a = 1
[list.inner]
b.c = 2
[[list]]
[[list.deeper]]
[ table . "x" ]
d = {}
'''


def places(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in what was read."""
    if place:
        yield place
    entries: Any = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    for key, inner in entries:
        yield from places(inner, (*place, key))


def test_every_place_has_its_line() -> None:
    """Comments, strings over several lines, dotted keys and nested arrays don't mislead it."""
    lines = lines_of(HARD)
    assert set(lines) == set(places(tomllib.loads(HARD)))
    assert lines["quoted # key",] == 2
    assert lines["dotted", "two", 1, 1] == 4
    assert lines["dotted", "two", 2, "er"] == 4
    assert lines["literal",] == 10
    assert lines["list", 0, "inner", "b", "c"] == 16
    assert lines["list", 1, "deeper", 0] == 18
    assert lines["table", "x", "d"] == 20


@pytest.mark.parametrize(
    "path", sorted(paths.resources().rglob("*.toml")), ids=lambda path: path.name
)
def test_the_files_that_ship_are_walked_through(path: Any) -> None:  # noqa: ANN401 - a Path
    """In real files exactly what was read has lines."""
    text = path.read_text(encoding="utf-8")
    assert set(lines_of(text)) == set(places(tomllib.loads(text)))


BARE = st.from_regex(r"[A-Za-z0-9_-]{1,5}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


def written(value: object) -> str:
    """A value as TOML."""
    match value:
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case bool():
            return str(value).lower()
        case list():
            return "[\n" + ", # a comment ] \n".join(written(inner) for inner in value) + "\n]"
        case dict():
            inside = ", ".join(f"{key} = {written(inner)}" for key, inner in value.items())
            return f"{{ {inside} }}"
    return str(value)


VALUES = st.recursive(
    st.integers() | st.booleans() | TEXTS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(BARE, inner.filter(lambda v: "\n" not in written(v)), max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(BARE, VALUES, max_size=4),
    st.dictionaries(BARE, st.dictionaries(BARE, VALUES, max_size=3), max_size=3),
)
def test_what_is_read_is_what_has_lines(
    top: dict[str, Any], tables: dict[str, dict[str, Any]]
) -> None:
    """For any content, each place that the standard library reads has a line, and no other."""
    text = "".join(f"{key} = {written(value)}\n" for key, value in top.items())
    for name, table in tables.items():
        if name not in top:
            text += f"\n[{name}] # {name}\n"
            text += "".join(f"{key} = {written(value)}\n" for key, value in table.items())
    assert set(lines_of(text)) == set(places(tomllib.loads(text)))
