"""Who took back their consent: a register of pseudonyms, and what of a log remains without them.

The register is kept with the site's key and holds no name. Every later export leaves these people
out; ``console.export.withdrawing`` takes them out of bundles that are there.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from console.domain import events as ev
from console.export.errors import ExportError
from console.export.privacy import TextPrivacy


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Agents and customers as the columns of a bundle, or the register, call them."""

    agents: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.agents or self.customers)

    def __or__(self, other: "Withdrawn") -> "Withdrawn":
        return Withdrawn(self.agents | other.agents, self.customers | other.customers)

    def listed(self) -> list[str]:
        """All of them in order, as provenance and register keep them."""
        return sorted(self.agents | self.customers)


NOBODY = Withdrawn()


def withdrawn_of(pseudonyms: Iterable[str]) -> Withdrawn:
    """What such a list says; their prefixes tell agents and customers apart."""
    names = frozenset(pseudonyms)
    return Withdrawn(
        frozenset(name for name in names if name.startswith("a-")),
        frozenset(name for name in names if name.startswith("c-")),
    )


def named(agents: Iterable[str], customers: Iterable[str], privacy: TextPrivacy) -> Withdrawn:
    """People by the names that sessions and channels have for them, as pseudonyms."""
    return Withdrawn(
        frozenset(map(privacy.agent, agents)),
        frozenset(privacy.pseudonym("c", customer) for customer in customers),
    )


# --- the register ------------------------------------------------------------------------------


def read_register(path: Path) -> Withdrawn:
    """Who withdrew at this site; nobody if there is no register.

    Raises:
        ExportError: it can't be read, so that nobody knows whom an export must leave out.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return Withdrawn()
    except (OSError, UnicodeError) as error:
        raise ExportError(
            f"cannot read {path}, which says who took back their consent ({error}); nothing was "
            "exported, make the file readable"
        ) from error
    return withdrawn_of(lines)


def add_to_register(path: Path, withdrawn: Withdrawn) -> None:
    """Note further people, each once.

    Raises:
        ExportError: the register can't be read or written.
    """
    new = withdrawn.listed()
    known = set(read_register(path).listed())
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(path, "a", encoding="utf-8", opener=_private) as file:
            file.writelines(f"{name}\n" for name in new if name not in known)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}; nobody was noted") from error


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


# --- logs ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class LogsWithout:
    """Reads logs without the people who withdrew; ``sessions`` are those left out so far."""

    withdrawn: Withdrawn
    privacy: TextPrivacy
    sessions: set[str] = field(default_factory=set)

    def events(self, log: Iterable[ev.Event]) -> Iterator[ev.Event]:
        """A log's events without these agents' sessions and these customers' chats.

        A tab that was shown counts as none, so that no other chat gets its time.
        """
        chats: set[str] = set()
        for event in log:
            fact = event.fact
            if isinstance(fact, ev.SessionStarted) and self._agent_left(fact.agent):
                self.sessions.add(event.session)
            if isinstance(fact, ev.ChatQueued) and self._customer_left(fact.customer.id):
                chats.add(fact.chat)
            if event.session not in self.sessions:
                yield from _without(event, chats)

    def _agent_left(self, agent: str) -> bool:
        return self.privacy.agent(agent) in self.withdrawn.agents

    def _customer_left(self, customer: str) -> bool:
        return self.privacy.pseudonym("c", customer) in self.withdrawn.customers


def _without(event: ev.Event, chats: set[str]) -> Iterator[ev.Event]:
    fact: ev.AnyFact = event.fact
    if isinstance(fact, ev.TabShown) and fact.chat in chats:
        fact = ev.TabShown(chat=None)
    elif event.chat in chats:
        return
    elif isinstance(fact, ev.SessionEnded) and not chats.isdisjoint(fact.open_chats):
        left = tuple(chat for chat in fact.open_chats if chat not in chats)
        fact = ev.SessionEnded(reason=fact.reason, open_chats=left)
    yield event if fact is event.fact else _with_fact(event, fact)


def _with_fact(event: ev.Event, fact: ev.AnyFact) -> ev.Event:
    return ev.Event(
        seq=event.seq,
        session=event.session,
        wall=event.wall,
        mono_ns=event.mono_ns,
        schema_version=event.schema_version,
        fact=fact,
    )
