"""What a JSON object is called where its content is written or read as a whole."""

from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""An object that was read from JSON or is to be written as JSON.

Its values are ``Any``, since a precise type would need a cast at each access and check nothing:
whoever takes something out of a file from outside validates it there.
"""
