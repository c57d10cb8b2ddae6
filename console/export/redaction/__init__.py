"""Takes out of a text who the customer is: text in, text with placeholders out.

What the text itself gives away (addresses, numbers, links) is found by its form; names and the rest
are found because the chat's own customer record has them, or because the customer says them.
"""

from console.export.redaction.facts import redact_value
from console.export.redaction.redactor import Redactor

__all__ = ["Redactor", "redact_value"]
