"""The line of each key in a TOML file, which the standard library's reader does not give.

The text has been read by ``tomllib`` before, so it is TOML: what is left is to walk over it. No
library that is kept up gives lines (tomlkit's items don't know theirs), and TOML's tokens are few.
"""

import re
import tomllib

Place = tuple[str | int, ...]

_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''[\s\S]*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^\s,\[\]{}#]+(?: \d\d:[^\s,\[\]{}#]+)?")
_DOT = re.compile(r"[ \t]*\.[ \t]*")


def lines_of(text: str) -> dict[Place, int]:
    """The line, from 1, of each key, table and entry of an array; the first one where it is named.

    Args:
        text: a text that ``tomllib`` has read.
    """
    return _Walk(text).lines()


class _Walk:
    """Goes over the text once; ``_at`` is how far it has come."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[Place, int] = {}
        self._entries: dict[Place, int] = {}

    def lines(self) -> dict[Place, int]:
        table: Place = ()
        self._skip()
        while self._at < len(self._text):
            table = self._header() if self._sees("[") else self._pair(table)
            self._skip()
        return self._lines

    def _header(self) -> Place:
        is_array = self._text.startswith("[[", self._at)
        start = self._at
        self._at += 1 + is_array
        self._spaces()
        place = self._inside(self._key(), start)
        self._at = self._text.index("]", self._at) + 1 + is_array
        if is_array:
            self._note(place, start)
            entry = self._entries[place] = self._entries.get(place, -1) + 1
            place = (*place, entry)
        self._note(place, start)
        return place

    def _inside(self, key: Place, start: int) -> Place:
        """The key, with the newest entry of each array of tables that it goes through."""
        place: Place = ()
        for part in key[:-1]:
            place = (*place, part)
            self._note(place, start)
            if place in self._entries:
                place = (*place, self._entries[place])
        return (*place, key[-1])

    def _pair(self, table: Place) -> Place:
        start = self._at
        place = (*table, *self._key())
        for depth in range(len(table) + 1, len(place) + 1):
            self._note(place[:depth], start)
        self._at = self._text.index("=", self._at) + 1
        self._skip()
        self._value(place)
        return table

    def _key(self) -> Place:
        parts = [self._name()]
        while dot := _DOT.match(self._text, self._at):
            self._at = dot.end()
            parts.append(self._name())
        return tuple(parts)

    def _name(self) -> str:
        quoted = self._text[self._at] in "\"'"
        match = (_STRING if quoted else _BARE).match(self._text, self._at)
        name = self._take(match)
        return _unquoted(name) if quoted else name

    def _value(self, place: Place) -> None:
        if self._sees("["):
            self._array(place)
        elif self._sees("{"):
            self._inline(place)
        elif self._text[self._at] in "\"'":
            self._take(_STRING.match(self._text, self._at))
        else:
            self._take(_PLAIN.match(self._text, self._at))

    def _array(self, place: Place) -> None:
        entry = 0
        self._at += 1
        self._skip()
        while not self._sees("]"):
            self._note((*place, entry), self._at)
            self._value((*place, entry))
            entry += 1
            self._skip_comma()
        self._at += 1

    def _inline(self, place: Place) -> None:
        self._at += 1
        self._skip()
        while not self._sees("}"):
            self._pair(place)
            self._skip_comma()
        self._at += 1

    # --- small steps -------------------------------------------------------------------------

    def _sees(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def _skip_comma(self) -> None:
        self._skip()
        if self._sees(","):
            self._at += 1
        self._skip()

    def _skip(self) -> None:
        self._take(_SPACE.match(self._text, self._at))

    def _spaces(self) -> None:
        while self._text[self._at] in " \t":
            self._at += 1

    def _take(self, match: re.Match[str] | None) -> str:
        if match is None:
            raise ValueError(f"not TOML at character {self._at}")
        self._at = match.end()
        return match.group()

    def _note(self, place: Place, at: int) -> None:
        self._lines.setdefault(place, self._text.count("\n", 0, at) + 1)


def _unquoted(name: str) -> str:
    read: dict[str, object] = tomllib.loads(f"key = {name}")
    return str(read["key"])
