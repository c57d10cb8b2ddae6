"""JSON and TOML from outside: whatever is wrong with it is one error with one clear line."""

import json
import sys
import tomllib

from console.domain.json_objects import JsonObject

TOO_DEEP = "nested too deeply"


def parse_json(text: str) -> object:
    """Read JSON.

    Raises:
        ValueError: it is none (then a ``JSONDecodeError``, which knows the place), is nested
            too deeply, or has a number with more digits than can be read.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    except ValueError as error:
        raise ValueError(_too_long()) from error


def parse_object(text: str) -> JsonObject:
    """Read a JSON object; raises ValueError for any other value, and where ``parse_json`` does."""
    value = parse_json(text)
    if not isinstance(value, dict):
        raise ValueError("it is no JSON object")
    return value


def parse_toml(text: str) -> dict[str, object]:
    """Read TOML; raises ``TOMLDecodeError`` for all that ``parse_json`` refuses in JSON."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError as error:
        raise tomllib.TOMLDecodeError(TOO_DEEP) from error
    except ValueError as error:
        raise tomllib.TOMLDecodeError(_too_long()) from error


def _too_long() -> str:
    """Too long a number is all else that the two readers refuse."""
    return f"a number has more than {sys.get_int_max_str_digits():,} digits"
