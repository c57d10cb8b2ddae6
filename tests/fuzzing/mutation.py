"""Makes inputs that are nearly right out of right ones: bytes, tokens, JSON values, TOML lines."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any

_TOKENS = (
    *("", "0", "-1", "1e999", "-0.0", "NaN", "Infinity", "null", "true", "[]", "{}", '""', "''"),
    *("9" * 400, "9" * 5_000, "[" * 3_000, '{"a":' * 2_000, "a=[" * 500, "1" * 30, "0x10", "1_0"),
    *("\0", "\r", "\r\n", "\x1f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "ß", "e\u0301"),
    *("😀", "\\ud800", "\\u0000", "%s", "{name}", "../../etc/passwd", "/dev/null", "http://[::"),
    *("0000-00-00", "9999-12-31", "2026-02-30", "03/11/2019", "12:61", "2026-10-25T02:30:00+99:99"),
    *('"', "'", "\\", "\t", ";", ",", ":", "=", "]", "}", "#", "---", "+++", "<think>", "data:"),
)
_BYTES = (b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xfe\xff", b"\x1f\x8b", b"\x00", b"\x80")

_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, 1e308, 1e-320, 0.5),
    *("", " ", "x", "0", "\0", "a" * 3_000, "😀", "\u202e", "2026-02-30", "\ud800", "{0}"),
    *([], {}, [[]], [None], {"": None}, {"a": {"b": []}}, [0] * 50),
)


def mutated(sample: bytes, rng: Random) -> bytes:
    """A sample changed in one to four places, by its structure where it has one."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        change = rng.choice((_json, _json, _line, _token, _token, _bytes, _piece))
        sample = change(sample, rng)
    return sample


def one_of(samples: Sequence[bytes], rng: Random) -> bytes:
    """One of the samples, nearly always changed."""
    sample = rng.choice(samples)
    return sample if rng.random() < 0.01 else mutated(sample, rng)


def _json(sample: bytes, rng: Random) -> bytes:
    """Another value, a missing or a new key somewhere in JSON, or in a line of JSON lines."""
    lines = sample.split(b"\n")
    at = rng.randrange(len(lines))
    for text, whole in ((sample, True), (lines[at], False)):
        if text.lstrip()[:1] not in (b"{", b"["):
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        # Surrogates are written as escapes, as other programs write them.
        changed = json.dumps(_changed(value, rng), ensure_ascii=rng.random() < 0.8)
        new = changed.encode("utf-8", "surrogatepass")
        return new if whole else b"\n".join((*lines[:at], new, *lines[at + 1 :]))
    return _token(sample, rng)


def _changed(value: Any, rng: Random) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict | list) or not value or rng.random() < 0.08:
        return rng.choice(_VALUES)
    if isinstance(value, list):
        at = rng.randrange(len(value))
        return _with_item(value, at, rng)
    key = rng.choice(list(value))
    others = {name: each for name, each in value.items() if name != key}
    chance = rng.random()
    if chance < 0.1:
        return others
    if chance < 0.2:
        return {**value, rng.choice(("", "x", "kind", "\ud800", key + " ")): rng.choice(_VALUES)}
    return {**value, key: _changed(value[key], rng)}


def _with_item(value: list[Any], at: int, rng: Random) -> list[Any]:
    chance = rng.random()
    if chance < 0.1:
        return value[:at] + value[at + 1 :]
    if chance < 0.2:
        return [*value, *value[at : at + 3]]
    return [*value[:at], _changed(value[at], rng), *value[at + 1 :]]


def _line(sample: bytes, rng: Random) -> bytes:
    """A line of text without its value, gone, doubled, or moved."""
    lines = sample.split(b"\n")
    at = rng.randrange(len(lines))
    name, equals, _ = lines[at].partition(b"=")
    kind = rng.randrange(4)
    if kind == 0 and equals:
        value = rng.choice(_VALUES)
        # JSON's texts, numbers, lists and truths are TOML's too.
        lines[at] = name + b"= " + json.dumps(value).encode()
    elif kind == 1:
        del lines[at]
    elif kind == 2:
        lines.insert(at, lines[rng.randrange(len(lines))])
    else:
        lines[at] = _token(lines[at], rng)
    return b"\n".join(lines)


def _token(sample: bytes, rng: Random) -> bytes:
    """A token put in somewhere, or in the place of some characters."""
    at, length = rng.randint(0, len(sample)), rng.choice((0, 0, 1, 3, 20))
    return sample[:at] + rng.choice(_TOKENS).encode() + sample[at + length :]


def _bytes(sample: bytes, rng: Random) -> bytes:
    """Some bytes that are no text, or one bit that flipped."""
    if not sample or rng.random() < 0.5:
        at = rng.randint(0, len(sample))
        return sample[:at] + rng.choice(_BYTES) + sample[at:]
    at = rng.randrange(len(sample))
    return sample[:at] + bytes((sample[at] ^ 1 << rng.randrange(8),)) + sample[at + 1 :]


def _piece(sample: bytes, rng: Random) -> bytes:
    """Cut off, or with a piece missing or doubled."""
    one, other = sorted((rng.randint(0, len(sample)), rng.randint(0, len(sample))))
    kind = rng.randrange(3)
    if kind == 0:
        return sample[:other]
    if kind == 1:
        return sample[:one] + sample[other:]
    return sample[:other] + sample[one:]
