"""Replies written in advance that an agent calls up by name."""

from pydantic import BaseModel, ConfigDict, Field

CANNED_SLOTS = frozenset({"first_name", "agent", "order_id"})
"""The slots a canned reply may have."""


class CannedReply(BaseModel):
    """One reply; the agent types ``/name`` to get its text with the slots filled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
