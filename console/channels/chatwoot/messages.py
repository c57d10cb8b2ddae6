"""What the objects of Chatwoot's API say, read so that nothing odd in them is an error. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.domain.json_objects import JsonObject

INCOMING, OUTGOING, TEMPLATE = 0, 1, 3
"""Values of ``message_type``; 2 are activities such as "Ana assigned to herself"."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation.

    ``sender`` is the number of an agent, null for customers, bots and the program. ``status`` is
    what became of an outgoing message: ``sent``, ``delivered``, ``read`` or ``failed``. ``rating``
    is the answer to a survey.
    """

    id: int
    type: int
    private: bool
    text: str
    pictures: int
    sender: int | None
    sender_name: str
    status: str
    error: str
    is_survey: bool
    rating: int | None
    comment: str | None

    @property
    def is_public(self) -> bool:
        """Whether somebody said it to somebody."""
        return not self.private and self.type in (INCOMING, OUTGOING)

    @property
    def by_agent(self) -> bool:
        """Whether a person answered the customer with it."""
        return self.type == OUTGOING and not self.private and self.sender is not None


def said_of(told: JsonObject) -> Said | None:
    """One message; null if it has no number or is of no type."""
    name, kind = number(told.get("id")), number(told.get("message_type"))
    if name is None or kind is None:
        return None
    sender, attributes = table(told, "sender"), table(told, "content_attributes")
    survey = table(table(attributes, "submitted_values"), "csat_survey_response")
    files = told.get("attachments")
    attached = [f for f in files if isinstance(f, dict)] if isinstance(files, list) else []
    comment = survey.get("feedback_message")
    words = [line(told.get("content")), *(_file(each) for each in attached)]
    return Said(
        id=name,
        type=kind,
        private=told.get("private") is not False,  # what does not say that it is public is not
        text="\n".join(word for word in words if word),
        pictures=sum(each.get("file_type") == "image" for each in attached),
        sender=number(sender.get("id")) if sender.get("type") == "user" else None,
        sender_name=line(sender.get("name")),
        status=line(told.get("status")),
        error=line(attributes.get("external_error")),
        is_survey=told.get("content_type") == "input_csat",
        rating=number(survey.get("rating")),
        comment=comment if isinstance(comment, str) and comment else None,
    )


def all_said(told: Iterable[JsonObject]) -> list[Said]:
    """The messages among these objects, each once, in the order of their numbers."""
    found = {said.id: said for said in map(said_of, told) if said is not None}
    return [found[name] for name in sorted(found)]


def assignee_of(conversation: JsonObject) -> tuple[int | None, str]:
    """Number and name of the agent who has a conversation; null if nobody has."""
    assignee = table(table(conversation, "meta"), "assignee")
    return number(assignee.get("id")), line(assignee.get("name"))


def same_words(one: str, other: str) -> bool:
    """Whether two texts are one message; a server may change the space in it."""
    return one.split() == other.split()


def number(value: object) -> int | None:
    """A whole number that is not negative; null for anything else."""
    return value if type(value) is int and value >= 0 else None


def line(value: object) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def table(value: JsonObject, name: str) -> JsonObject:
    """An object in an object; empty for anything else."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _file(attachment: JsonObject) -> str:
    """Kind and size of a picture or file, which is not fetched."""
    kind = "picture" if attachment.get("file_type") == "image" else "file"
    size = number(attachment.get("file_size"))
    return f"[{kind}]" if size is None else f"[{kind}, {size / 1024:,.0f} KB]"
