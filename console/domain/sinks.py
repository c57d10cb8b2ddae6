"""How text from outside leaves the program: as a line of a prompt, on a terminal, in a table.

Whoever wrote the text (a customer, an agent's id, an article, a server, a bundle) must not decide
what the reader at the other end does with it. Each place where text is interpreted has one function
here; what becomes of text in widgets is in ``console.ui.kit.labels``. ``tests/unit/test_sinks.py``
finds every other way.
"""

import re
import unicodedata

from console.domain.limits import shortened

# --- prompts ---------------------------------------------------------------------------------

_TAG = re.compile(r"<(?=[|｜/!▁]|[^\W\d])")
_CLOSING = re.compile(r"(?<=[|｜])>")
_BRACKET = re.compile(r"\[(?=/?[A-Za-z_]{2,24}\])")
_FENCE = re.compile(r"^[ \t]{0,3}#{2,6}(?=[ \t]*[^\W\d])", re.MULTILINE)
_SPEAKER = re.compile(
    r"(?<=\n)([ \t]{0,8}(?:system|developer|user|assistant|human|ai|tool|agent|customer|task"
    r"|instructions?))[ \t]{0,8}[:：]",
    re.IGNORECASE,
)


def prompt_text(text: str) -> str:
    """A text as a turn of a prompt holds it: readable as before, but with no mark of a turn in it.

    Servers may read ``<|im_end|>``, ``[INST]``, ``</s>``, ``### System:`` and their like as the end
    of a turn, wherever they stand. A space is put into each, and behind a speaker's name at the
    beginning of a line.
    """
    plain = _line_ends(_visible_only(text))
    for pattern, broken in (
        (_TAG, "< "),
        (_CLOSING, " >"),
        (_BRACKET, "[ "),
        (_FENCE, "#"),
        (_SPEAKER, r"\1 -"),
    ):
        plain = pattern.sub(broken, plain)
    return plain


def prompt_line(text: str, most: int = 400) -> str:
    """A field of a record or an article as part of a line: no line ends, at most ``most`` long."""
    return prompt_text(one_line(text, most))


def one_line(text: str, most: int = 400) -> str:
    """A text on one line, its gaps single spaces, with nothing invisible; shortened if longer."""
    head = text[: 4 * most]
    return shortened(" ".join(_line_ends(_visible_only(head)).split()), most)


def _visible_only(text: str) -> str:
    """The text without formatting characters, which can hide a mark from a pattern.

    The joiners are kept that Persian, Indian scripts and emoji are written with.
    """
    return text if text.isascii() else "".join(c for c in text if c in _JOINERS or _prints(c))


_JOINERS = "\u200c\u200d"


def _prints(character: str) -> bool:
    return unicodedata.category(character) != "Cf"


_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def _line_ends(text: str) -> str:
    """The text with every kind of line end as ``\\n`` and other control characters as spaces."""
    return _CONTROLS.sub(" ", re.sub("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text))


# --- screens and terminals -------------------------------------------------------------------

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]{2,6}\U000e007f"
"""The flags of England, Scotland and Wales are written with tags, which are invisible elsewhere."""

_UNSEEN = re.compile(
    f"({_FLAG})|[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NAMED = {
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
}


def visible(text: str) -> str:
    """The text with characters shown that are invisible, turn lines around or steer a terminal.

    Lines stay apart, and tabs stay; joiners, direction marks and soft hyphens are left alone, since
    scripts need them.
    """
    return _UNSEEN.sub(_shown, text.replace("\r\n", "\n"))


def _shown(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    code = ord(match[0])
    if code in (0x0D, 0x2028, 0x2029):
        return "\n"
    if code == 0x7F:
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else f"⟨{_NAMED.get(code, f'{code:02X}')}⟩"


# --- files that other programs read ----------------------------------------------------------

CSV_RISK = "^['=+\\-@\\t\\r\\n＝＋－＠]"
"""How a text begins that a spreadsheet may take for a formula, and one with the guard already."""

CSV_GUARD = "'"
_RISK = re.compile(CSV_RISK)
_CELL_ENDS = re.compile("[\\t\\n\\v\\f\\r\\x1c-\\x1e\\x85\\u2028\\u2029]")


def table_cell(text: str) -> str:
    """A text as a cell between tabs: on one line, and no formula for a spreadsheet.

    As in CSV files, an apostrophe stands before what could be taken for one.
    """
    line = _CELL_ENDS.sub(" ", text)
    return CSV_GUARD + line if _RISK.match(text) else line


def sql_text(text: str) -> str:
    """A text as a literal of SQL, where no parameter can be given."""
    return "'" + text.replace("'", "''") + "'"
