"""Who took back their consent: a register of pseudonyms, and what of a log remains without them.

The register is kept with the site's key and holds no name. Every later export leaves these people
out; ``console.export.withdrawing`` takes them out of bundles that are there.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from console.domain import events as ev
from console.export.errors import ExportError
from console.export.privacy import SOMEBODY, TextPrivacy


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


@dataclass(frozen=True, slots=True)
class Register:
    """Who withdrew at this site, and under which key each has the pseudonym.

    Lines of older versions say no key (``""``).
    """

    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def without_key(self) -> int:
        """How many were noted without the key."""
        return sum(not key for key in self.keys.values())

    def under(self, key_id: str) -> Withdrawn:
        """All of them, as an export with this key calls them; those without a key count as of it.

        Raises:
            ExportError: some have their pseudonyms under another key and would not be left out.
        """
        others = sorted({key for key in self.keys.values() if key not in ("", key_id)})
        if others:
            raise ExportError(
                f"people took back their consent under another pseudonym key ({', '.join(others)}) "
                f"than this site has now ({key_id}), and can't be told from others; nothing was "
                "exported. Bring that key back, or withdraw these people again and delete the "
                "lines of the other key from withdrawals.txt"
            )
        return withdrawn_of(self.keys)


def read_register(path: Path) -> Register:
    """Who withdrew at this site; nobody if there is no register.

    Raises:
        ExportError: it can't be read, so that nobody knows whom an export must leave out.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return Register()
    except (OSError, UnicodeError) as error:
        raise ExportError(
            f"cannot read {path}, which says who took back their consent ({error}); nothing was "
            "exported, make the file readable"
        ) from error
    pairs = (line.partition(" ") for line in lines if line.strip())
    return Register({name: key.strip() for name, _, key in pairs})


def add_to_register(path: Path, withdrawn: Withdrawn, key_id: str) -> None:
    """Note further people, each once, with the id of the key of their pseudonyms.

    Raises:
        ExportError: the register can't be read or written.
    """
    known = read_register(path).keys
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(path, "a", encoding="utf-8", opener=_private) as file:
            file.writelines(
                f"{name} {key_id}\n" for name in withdrawn.listed() if not known.get(name)
            )
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}; nobody was noted") from error


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


# --- logs ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class LogsWithout:
    """Reads logs without the people who withdrew.

    ``sessions`` are those left out so far; ``remaining`` counts the events of each of the others.
    """

    withdrawn: Withdrawn
    privacy: TextPrivacy
    sessions: set[str] = field(default_factory=set)
    remaining: Counter[str] = field(default_factory=Counter)

    def events(self, log: Iterable[ev.Event]) -> Iterator[ev.Event]:
        """A log's events without these agents' sessions and these customers' chats.

        A chat that was queued in such a session is left out of later ones too. A tab that was shown
        counts as none, so that no other chat gets its time.
        """
        chats: set[str] = set()
        for event in log:
            fact = event.fact
            if isinstance(fact, ev.SessionStarted) and self._agent_left(fact.agent):
                self.sessions.add(event.session)
            left = event.session in self.sessions
            if isinstance(fact, ev.ChatQueued) and (left or self._customer_left(fact.customer.id)):
                chats.add(fact.chat)
            if not left:
                for kept in self._without(event, chats):
                    self.remaining[kept.session] += 1
                    yield kept

    def _agent_left(self, agent: str) -> bool:
        return self.privacy.agent(agent) in self.withdrawn.agents

    def _customer_left(self, customer: str) -> bool:
        return self.privacy.pseudonym("c", customer) in self.withdrawn.customers

    def _without(self, event: ev.Event, chats: set[str]) -> Iterator[ev.Event]:
        fact: ev.AnyFact = event.fact
        if isinstance(fact, ev.TabShown) and fact.chat in chats:
            fact = ev.TabShown(chat=None)
        elif event.chat in chats:
            return
        elif isinstance(fact, ev.SessionEnded) and not chats.isdisjoint(fact.open_chats):
            left = tuple(chat for chat in fact.open_chats if chat not in chats)
            fact = ev.SessionEnded(reason=fact.reason, open_chats=left)
        elif (
            isinstance(fact, ev.ChatTransferred | ev.ChatTakenElsewhere)
            and fact.colleague is not None
            and self._agent_left(fact.colleague)
        ):
            fact = fact.model_copy(update={"colleague": SOMEBODY})
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
