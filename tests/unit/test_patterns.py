"""A pattern reads any 100,000 characters in 100 ms, and twice as many in twice the time.

Patterns are found in the variables of the modules and in the calls of ``re``. Each is tried on
texts made against it: one of its characters again and again, two in turn, what it nearly matches,
and what it matches with one repetition drawn out, with and without what may be left out.

Time is the processor's. Machines differ, and one and the same is at times half as fast as at
others, so that 100 ms are 100 ms of the machine on which ``_REFERENCE`` takes ``_REFERENCE_S``: a
pattern that seems to take long is timed again several times in turn with the reference, and the
least times of the two are compared.

``python tests/unit/test_patterns.py`` prints the slowest patterns.
"""

import ast
import importlib
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from heapq import nlargest
from itertools import permutations
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_LENGTH = 100_000
"""Characters of the longest texts."""

_MOST_S = 0.1
"""What a pattern may take for a text of that length, on the machine of ``_REFERENCE_S``."""

_FIRST = (25, 50, 100, 200)
"""Characters of the texts that are tried first: a time that doubles with every word shows here."""

_FIRST_S = 0.005
"""What none of these takes."""

_SHORT, _LONGER = 400, 3_200
"""Characters of the texts from whose times that for a long text is estimated."""

_STEEP = 11
"""So many times as long for eight times the length: a square may be in it. One that stays below
takes less than 100 ms for a long text if what is linear takes 20 ms, which is usual."""

_REFERENCE = re.compile(
    r"\b(?:canada|mexico|france|germany|spain|italy|portugal|austria|switzerland|belgium|england"
    r"|netherlands|scotland|wales|ireland|denmark|sweden|norway|finland|poland)\b",
    re.IGNORECASE,
)
_REFERENCE_TEXT = "a " * (_LENGTH // 2)
_REFERENCE_S = 0.025
"""The least of many times on the machine on which the patterns were brought below ``_MOST_S``."""

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

Shape = Callable[[int], str]
"""Gives a text of about a length that a pattern may take long for."""


def shapes(pattern: re.Pattern[str]) -> list[Shape]:
    """The kinds of texts that a pattern is tried on."""
    tree = re._parser.parse(pattern.pattern, pattern.flags)  # type: ignore[attr-defined]
    made = [_Example(choice=choice).of(tree) for choice in range(6)]
    made += [_Example(leaves_out=leaves_out).of(tree) for leaves_out in ("all", "second")]
    signs = sorted({sign for piece in made for sign in piece})[:5]
    pieces = {*_GENERAL, *signs, *("".join(two) for two in list(permutations(signs, 2))[:8])}
    pieces |= {f"{some} " for it in made for some in (it, it[:-1], it[: len(it) // 2])}
    pieces |= {piece[:end] for piece in sorted(made)[:3] for end in (len(piece), len(piece) - 1)}
    repeats = range(min(5, str(tree).count("MAXREPEAT")))
    return [
        *(partial(_again_and_again, piece) for piece in sorted(pieces - {""})),
        *(partial(_drawn_out, tree, number, "") for number in repeats),
        *(partial(_drawn_out, tree, number, "second") for number in repeats),
    ]


def _again_and_again(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[: length - 1] + "\x01"


def _drawn_out(tree: Any, number: int, leaves_out: str, length: int) -> str:  # noqa: ANN401
    made = _Example(drawn_out=number, length=length, leaves_out=leaves_out)
    return made.of(tree)[: length - 1] + "\x01"


@dataclass
class _Example:
    """What a pattern nearly matches; repetition number ``drawn_out`` goes on for ``length``.

    Of what may be left out, all is left out, every second one, or nothing.
    """

    drawn_out: int = -1
    length: int = 2
    choice: int = 0
    leaves_out: str = ""
    optional: int = 0

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
        times = max(1, least)
        if str(most) == "1" and least == 0:
            self.optional += 1
            if self.leaves_out == "all" or (self.leaves_out and self.optional % 2 == 0):
                return ""
        one = _Example(choice=self.choice, leaves_out=self.leaves_out).of(inner)
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

Run = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Tried:
    """The time for a text, how the text begins, and what is wrong; nothing if nothing is."""

    seconds: float
    begins: str
    fault: str = ""


def worst(pattern: re.Pattern[str], method: str) -> Tried:
    """Of the texts of at most ``_LENGTH`` characters the one that a pattern takes longest for."""
    run = getattr(pattern, method)
    every = shapes(pattern)
    for length in _FIRST:
        for text in (shape(length) for shape in every):
            if (seconds := _least(run, text, _FIRST_S)) > _FIRST_S:
                return Tried(seconds, text[:24], f"{length} characters take over 5 ms")
    estimates = [(*_estimate(run, shape), shape) for shape in every]
    longest = nlargest(2, estimates, key=itemgetter(0))
    steepest = nlargest(3, (it for it in estimates if it[1] > _STEEP), key=itemgetter(1))
    tried = [_tried(run, shape) for shape in {it[2]: None for it in (*longest, *steepest)}]
    return max(tried, key=lambda it: (it.fault != "", it.seconds))


def _estimate(run: Run, shape: Shape) -> tuple[float, float]:
    """The time for a long text if it grows as the text does, and how steeply it grows."""
    short, longer = shape(_SHORT), shape(_LONGER)
    short_s, longer_s = _seconds(run, short), _seconds(run, longer)
    for _ in range(3):
        if longer_s <= _STEEP * short_s:
            break
        short_s = min(short_s, _seconds(run, short))
        longer_s = min(longer_s, _seconds(run, longer))
    return longer_s * _LENGTH / _LONGER, longer_s / short_s


def _tried(run: Run, shape: Shape) -> Tried:
    """The time for a long text; it is made longer in steps, since it may be the square."""
    for length in (_LONGER * 4, _LENGTH):
        text = shape(length)
        seconds = _least(run, text, _MOST_S / 2)
        if seconds > _MOST_S / 2:
            seconds = _compared(run, text)
        if seconds > _MOST_S:
            fault = f"{length:,} characters take {1000 * seconds:.0f} ms"
            return Tried(seconds, text[:24], fault)
    return Tried(seconds, text[:24])


def _compared(run: Run, text: str) -> float:
    """The seconds that a text would take on the machine of ``_REFERENCE_S``.

    What else a machine does makes pattern and reference slower, but not at all times; so both are
    timed in turn, at most ten times, until the least times show that the pattern is quick enough.
    """
    pattern_s = reference_s = float("inf")
    for _ in range(10):
        pattern_s = min(pattern_s, _seconds(run, text))
        reference_s = min(reference_s, _seconds(_REFERENCE.finditer, _REFERENCE_TEXT))
        if pattern_s / reference_s * _REFERENCE_S <= _MOST_S * 0.8 or pattern_s > 1:
            break
    return pattern_s / reference_s * _REFERENCE_S


def _least(run: Run, text: str, enough: float) -> float:
    """The least of up to four times; one that is short enough is not improved."""
    least = _seconds(run, text)
    for _ in range(3):
        if least <= enough or least > 1:
            break
        least = min(least, _seconds(run, text))
    return least


def _seconds(run: Run, text: str) -> float:
    """Processor time."""
    start = time.thread_time()
    result = run(text)
    if run.__name__ == "finditer":
        deque(result, maxlen=0)
    return time.thread_time() - start


@pytest.mark.slow
def test_no_pattern_takes_long_for_a_long_text() -> None:
    """Each reads any 100,000 characters in 100 ms, and none takes the square of the length."""
    every = [(where, worst(pattern, method)) for where, pattern, method in found()]
    assert [f"{where} on {it.begins!r}: {it.fault}" for where, it in every if it.fault] == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"\bis(?:,? just,?)* now", "doubles with every word"),
        (r"\byou see [^,]*!", "takes the square of the length"),
        (
            rf"\b(?:{'|'.join(f'{chr(97 + n % 26)}{n:o}' for n in range(256, 512))})\b",
            "tries 256 words",
        ),
    ],
)
def test_a_slow_pattern_is_found(pattern: str, what: str) -> None:
    """The texts that are made against a pattern show that it takes too long, whatever the way."""
    assert worst(re.compile(pattern, re.IGNORECASE), "finditer").fault, what


def _print_slowest(number: int) -> None:
    every = [(worst(pattern, method), where, pattern) for where, pattern, method in found()]
    for it, where, pattern in sorted(every, key=lambda each: -each[0].seconds)[:number]:
        print(f"{1000 * it.seconds:4.0f} ms  {where} on {it.begins!r}: {pattern.pattern[:50]!r}")
        if it.fault:
            print(f"         {it.fault}")


if __name__ == "__main__":
    _print_slowest(20)
