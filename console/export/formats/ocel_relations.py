"""Which objects an event of an OCEL is about, and in what way."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from console.export.formats.reader import Row

Relation = tuple[str, str]
"""An object's id and the qualifier."""


def object_id(kind: str, *names: str) -> str:
    """An object's id: its type and the names that identify it in the whole bundle."""
    return ":".join((kind, *names))


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the beginning of a session says; its study and arms come with facts of their own."""

    log: str
    time: str
    agent: str | None
    tier: str | None
    run: str | None
    utc_offset_s: int | None
    resumed: int | None
    study: str | None = None
    arms: tuple[Relation, ...] = ()
    """Time and arm of each assignment."""


@dataclass
class KnownObjects:
    """The objects recorded so far; of chats and suggestions, those of the present log.

    ``earlier`` and ``replaced`` map the ids of chats and suggestions to the ones before them.
    ``orphans`` are suggestions that are no objects: their chat was never queued, or they were never
    requested.
    """

    sessions: dict[str, SessionFacts] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    orphans: set[str] = field(default_factory=set)
    _log: str | None = None
    _customers: dict[str, str] = field(default_factory=dict)
    _suggestions: set[str] = field(default_factory=set)

    def of(self, row: Row) -> list[Relation]:
        """The objects an event is about; its own objects become known with it."""
        self._note(row)
        return [*self._desk(row), *self._chat(row), *self._suggestion(row)]

    def _note(self, row: Row) -> None:
        if row["log"] != self._log:
            self._log = row["log"]
            self._customers.clear()
            self._suggestions.clear()
        if row["session"] not in self.sessions:
            self.sessions[row["session"]] = _session(row)
        if row["kind"] in ("study_entered", "arm_assigned"):
            self._assign(row)
        if row["kind"] == "chat_queued":
            self._customers[row["chat"]] = row["customer"]
        if row["kind"] == "suggestion_requested" and row["chat"] in self._customers:
            self._suggestions.add(row["suggestion"])

    def _assign(self, row: Row) -> None:
        facts = self.sessions[row["session"]]
        if row["kind"] == "study_entered":
            facts = replace(facts, study=row["study"])
        else:
            facts = replace(facts, arms=(*facts.arms, (row["time"], row["arm"])))
        self.sessions[row["session"]] = facts

    def _desk(self, row: Row) -> Iterator[Relation]:
        yield object_id("session", row["session"]), "session"
        agent = self.sessions[row["session"]].agent
        if agent is not None:
            yield object_id("agent", agent), "agent at the desk"

    def _chat(self, row: Row) -> Iterator[Relation]:
        chat, log = row["chat"], row["log"]
        if chat not in self._customers:
            return
        own = object_id("chat", log, chat)
        yield own, "chat"
        yield object_id("customer", self._customers[chat]), "customer of the chat"
        if row["previous"] in self._customers:
            before = object_id("chat", log, row["previous"])
            self.earlier[own] = before
            yield before, "earlier chat"

    def _suggestion(self, row: Row) -> Iterator[Relation]:
        log, suggestion = row["log"], row["suggestion"]
        if suggestion is None:
            return
        own = object_id("suggestion", log, suggestion)
        if suggestion not in self._suggestions:
            self.orphans.add(own)
            return
        yield own, "suggestion" if row["kind"].startswith("suggestion_") else "made from"
        if row["replaces"] in self._suggestions:
            before = object_id("suggestion", log, row["replaces"])
            self.replaced[own] = before
            yield before, "replaced suggestion"


def _session(row: Row) -> SessionFacts:
    return SessionFacts(
        log=row["log"],
        time=row["time"],
        **{name: row[name] for name in ("agent", "tier", "run", "utc_offset_s", "resumed")},
    )
