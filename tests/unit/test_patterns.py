"""A pattern takes time that grows with a text's length and no faster, whatever the text is.

Patterns are found in the variables of the modules and in the calls of ``re``. Each is tried on
texts made against it: one of its characters again and again, two in turn, what it nearly matches,
and what it matches with one repetition drawn out.
"""

import ast
import importlib
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import permutations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_LENGTH = 100_000
"""Characters of the longest texts."""

_RUN, _PIECES = 1_600, 4
"""Characters of a text that is tried first, and the pieces it is broken into for comparison."""

_QUICK_S = 0.002
"""What takes no longer is not looked at more closely. All texts that are tried first take a
pattern 1 to 5 ms; with the square of the length each of them would take about as much."""

_GENERAL = (
    *("a", "1", " ", "\n", "-", ".", "é", "A", "王", "a ", "1 ", "a.", "1-", "a@", "Ab ", "1a"),
    *("\n ", "http://x=a", "<a ", "[a](", "1,", "a-1 ", "\n#", "(1"),
)
_SIGNS = re.compile(r"[\\|()\[\]+*?]")

Found = tuple[str, re.Pattern[str], str]
"""Where it is, the pattern, and the method that is called on it."""


def found() -> list[Found]:
    """Every pattern of the program, once."""
    every: dict[tuple[str, int], Found] = {}
    for file in sorted((_ROOT / "console").rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if re.search(r"\bre\.|[pP]attern", source) and "__main__" not in file.name:
            name = ".".join(file.relative_to(_ROOT).with_suffix("").parts)
            module = importlib.import_module(name.removesuffix(".__init__"))
            for each in (*_in_calls(module, source), *_in_variables(module, source)):
                key = (each[1].pattern, each[1].flags)
                # A search takes longer than a look at the beginning.
                if key not in every or each[2] == "finditer":
                    every[key] = each
    return list(every.values())


def _in_variables(module: ModuleType, source: str) -> Iterator[Found]:
    for variable, value in vars(module).items():
        called = set(re.findall(rf"\b{re.escape(variable)}\.(\w+)\(", source))
        for each in _patterns_in(value):
            yield f"{module.__name__}.{variable}", each, _method(called)


def _patterns_in(value: Any) -> Iterator[re.Pattern[str]]:  # noqa: ANN401 - any variable
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        yield from _patterns_in([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _patterns_in(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _patterns_in(getattr(value, field.name))


def _in_calls(module: ModuleType, source: str) -> Iterator[Found]:
    """Patterns that stand in a call such as ``re.sub(r"\\D", …)``, or in a table for one."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    inner = {id(each) for function in functions for each in ast.walk(function)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=attr), args=[first, *_]):
                pass
            case _:
                continue
        if attr in ("escape", "purge") or (attr == "compile" and id(node) not in inner):
            continue
        flags = next((key.value for key in node.keywords if key.arg == "flags"), None)
        position = 1 if attr in ("compile", "search", "match", "fullmatch", "findall") else 9
        if flags is None and attr == "compile" and len(node.args) > position:
            flags = node.args[position]
        elif flags is None and len(node.args) > 2 and position == 1:
            flags = node.args[2]
        where = f"{module.__name__}:{node.lineno}"
        for text in _texts_of(first, module):
            number = 0 if flags is None else _value(flags, module) or 0
            yield where, re.compile(text, number), _method({attr})


def _method(called: set[str]) -> str:
    """The costliest of the methods that are called."""
    if called == {"fullmatch"}:
        return "fullmatch"
    return "match" if called and called <= {"match", "fullmatch"} else "finditer"


def _texts_of(node: ast.expr, module: ModuleType) -> list[str]:
    """The patterns that an expression can be; what is only known later stands as ``ab1``."""
    if isinstance(value := _value(node, module), str):
        return [value]
    if isinstance(node, ast.JoinedStr):
        parts = [
            part.value
            if isinstance(part, ast.Constant)
            else str(_value(getattr(part, "value", part), module) or "ab1")
            for part in node.values
        ]
        return ["".join(map(str, parts))]
    if isinstance(node, ast.Name):
        return [text for value in vars(module).values() for text in _strings_in(value)]
    return []


def _strings_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - any variable
    """The texts of a table that are patterns."""
    if isinstance(value, dict):
        yield from _strings_in([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for each in value:
            if not isinstance(each, str):
                yield from _strings_in(each)
            elif _SIGNS.search(each) and _is_pattern(each):
                yield each


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _value(node: ast.expr, module: ModuleType) -> Any:  # noqa: ANN401 - any value
    """What an expression is in its module; None where it needs more than the module."""
    try:
        return eval(compile(ast.Expression(node), "", "eval"), dict(vars(module)))  # noqa: S307
    except Exception:  # noqa: BLE001 - a name of a function's own
        return None


# --- texts -----------------------------------------------------------------------------------


def texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts of about this length that a pattern may take long for."""
    tree = re._parser.parse(pattern.pattern, pattern.flags)  # type: ignore[attr-defined]
    made = {_Example(choice=choice).of(tree) for choice in range(6)}
    signs = sorted({sign for piece in made for sign in piece})[:5]
    pieces = {*_GENERAL, *signs, *("".join(two) for two in list(permutations(signs, 2))[:8])}
    pieces |= {piece[:end] for piece in sorted(made)[:3] for end in (len(piece), len(piece) - 1)}
    for piece in sorted(pieces - {""}):
        yield (piece * (length // len(piece) + 1))[:length] + "\x01"
    for number in range(min(5, str(tree).count("MAXREPEAT"))):
        yield _Example(drawn_out=number, length=length).of(tree)[: 2 * length] + "\x01"


@dataclass
class _Example:
    """What a pattern nearly matches; repetition number ``drawn_out`` goes on for ``length``."""

    drawn_out: int = -1
    length: int = 2
    choice: int = 0

    def of(self, tree: Any) -> str:  # noqa: ANN401 - a parsed pattern
        """The text."""
        return "".join(self._part(str(code), value) for code, value in tree)

    def _part(self, code: str, value: Any) -> str:  # noqa: ANN401
        match code:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                return _one_of([(code, value)] if code != "IN" else value)
            case "BRANCH":
                return self.of(value[1][self.choice % len(value[1])])
            case "SUBPATTERN" | "ATOMIC_GROUP":
                return self.of(value[-1] if code == "SUBPATTERN" else value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeated(*value)
            case _:
                return ""

    def _repeated(self, least: int, most: Any, inner: Any) -> str:  # noqa: ANN401
        times, one = max(1, least), _Example(choice=self.choice).of(inner)
        if str(most) == "MAXREPEAT":
            if self.drawn_out == 0:
                times = max(times, self.length // max(1, len(one)))
            self.drawn_out -= 1
        return one * min(times, 200_000)


def _one_of(choices: Any) -> str:  # noqa: ANN401
    for code, value in choices:
        match str(code):
            case "LITERAL":
                return chr(value)
            case "RANGE":
                return chr(value[0])
            case "CATEGORY":
                return {"DIGIT": "1", "SPACE": " "}.get(str(value).rpartition("_")[2], "a")
    return "a"


# --- time ------------------------------------------------------------------------------------


def fault(pattern: re.Pattern[str], method: str) -> str:
    """On which text a pattern takes too long, and how long; nothing if on none."""
    run = getattr(pattern, method)
    every = list(texts(pattern, _RUN))
    # As many characters in shorter texts take as long, unless the time grows with a square.
    pieces = [text[: _RUN // _PIECES] + text[-1] for text in every] * _PIECES
    if not _grows(run, pieces, every, 1.5):
        return ""
    for text in every:
        if told := _growth(run, text):
            return told
    return ""


def _growth(run: Callable[[str], Any], text: str) -> str:
    """What is wrong with the time for longer and longer texts of a kind."""
    body, end = text[:-1], text[-1]
    half, length = body, len(body)
    while length < _LENGTH:
        double = half + half
        length = len(double)
        now = _seconds(run, [double + end])
        if now > 0.02 and _grows(run, [half + end], [double + end], 3):
            return f"{text[:24]!r}: {now:.3f} s for {length:,} characters, a square"
        if now > 1:
            return f"{text[:24]!r}: {now:.3f} s for {length:,} characters"
        half = double
    return ""


def _grows(run: Callable[[str], Any], before: list[str], after: list[str], ratio: float) -> bool:
    """Whether texts take clearly longer than others, both at their best of several times."""
    least_before = least_after = float("inf")
    for _ in range(4):
        least_after = min(least_after, _seconds(run, after))
        least_before = min(least_before, _seconds(run, before))
        if least_after < max(_QUICK_S, ratio * least_before):
            return False
    return True


def _seconds(run: Callable[[str], Any], texts: list[str]) -> float:
    """Processor time."""
    start = time.thread_time()
    for text in texts:
        result = run(text)
        if run.__name__ == "finditer":
            deque(result, maxlen=0)
    return time.thread_time() - start


def slow_ones() -> list[str]:
    """The patterns that take too long, with the text and the seconds."""
    return [
        f"{where}: {pattern.pattern[:70]!r} on {told}"
        for where, pattern, method in found()
        if (told := fault(pattern, method))
    ]


@pytest.mark.slow
def test_no_pattern_takes_longer_than_the_text() -> None:
    """Twice a hostile text takes twice as long, and 100,000 characters are read in no time."""
    assert slow_ones() == []
