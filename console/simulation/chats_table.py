"""The table of chats of a simulated experiment, where every chat was sampled."""

import numpy as np

from console.export.columnar import ArrowArray
from console.simulation.batches import Columns, as_arrow, texts
from console.simulation.chats import ChatSampler
from console.simulation.people import ExperimentTables
from console.simulation.random_streams import IntArray, Numbers

_SECOND_US = 1_000_000
_COMPLETE, _PARTIAL, _BOTH = 0, 1, 2
_NUMBERS = (
    "issue_identification_s",
    "duration_s",
    "away_s",
    "agent_response_s",
    "customer_response_s",
    "typing_s",
    "concurrency_at_start",
    "agent_messages",
    "customer_messages",
    "customer_pictures",
    "customer_tenure_days",
    "unfounded_claims",
)


def chats(tables: ExperimentTables, sampler: ChatSampler) -> Columns:
    """One row a chat, in the order in which agents took them."""
    day = sampler.of_day
    own = {name: values.take(day) for name, values in _texts(tables).items()}
    names = texts("c", range(1, len(day) + 1), 7)
    away, duration = sampler.values["away_s"], sampler.values["duration_s"]
    return {
        **own,
        **{name: sampler.values[name] for name in _NUMBERS},
        "active_s": duration - away,
        "away_share": away / duration,
        "chat": names,
        "customer": names,
        **_times(tables, sampler),
        **_ratings(sampler.kind["rating"]),
        "retrial_3d": (sampler.kind["retrial"] == 0).astype(np.int64),
        **_use(sampler.kind["used"], own["access"].to_numpy()),
    }


def _texts(tables: ExperimentTables) -> dict[str, ArrowArray]:
    columns = {name: as_arrow(values) for name, values in tables.of_session.items()}
    return {name: values for name, values in columns.items() if name != "log"}


def _times(tables: ExperimentTables, sampler: ChatSampler) -> Columns:
    """Chats begin at even distances over the session."""
    day = sampler.of_day
    count = np.bincount(day)
    first = np.cumsum(count) - count
    place = (np.arange(len(day)) - first[day]) / count[day]
    start: IntArray = tables.begin_us[day] + (place * tables.lasts_us[day]).astype(np.int64)
    end = start + (sampler.values["duration_s"] * _SECOND_US).astype(np.int64)
    return {"queued": start, "start": start, "end": end}


def _ratings(kind: IntArray) -> Columns:
    rated = kind >= 0
    rating: Numbers = np.where(rated, kind + 1.0, np.nan)
    return {
        "rating": rating,
        "dissatisfied": np.where(rated, (rating < 3).astype(np.float64), np.nan),
    }


def _use(kind: IntArray, access: IntArray) -> Columns:
    """With access each chat has a diagnosis and a solution; which were sent, and how."""
    complete = np.isin(kind, (_COMPLETE, _BOTH)).astype(np.int64)
    partial = np.isin(kind, (_PARTIAL, _BOTH)).astype(np.int64)
    left = access - complete, access - partial
    columns = {"exposed": access, "used_complete": complete, "used_partial": partial}
    columns["used"] = (kind >= 0).astype(np.int64)
    for each, adopted, modified, ignored in (
        ("_diagnosis", complete, 0 * complete, left[0]),
        ("_solution", 0 * partial, partial, left[1]),
        ("", complete, partial, left[0] + left[1]),
    ):
        shown = adopted + modified + ignored
        columns |= {f"suggestions_requested{each}": shown, f"suggestions_shown{each}": shown}
        columns |= {f"suggestions_adopted{each}": adopted, f"suggestions_modified{each}": modified}
        columns[f"suggestions_ignored{each}"] = ignored
    return columns
