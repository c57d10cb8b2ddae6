"""Who was treated and since when, for the panel of agents and days."""

import ibis

from console.measures.expressions import indicator
from console.measures.schema import Relation, Value, left_join

_DAY_US = 86_400_000_000


def local_day(moment: Value, utc_offset_s: Value) -> Value:
    """The day, counted from 1 January 1970, on a clock that is ``utc_offset_s`` ahead of UTC."""
    return ((moment + utc_offset_s * 1_000_000) / _DAY_US).floor().cast("int64")


def with_design(rows: Relation, sessions: Relation) -> Relation:
    """Agent-days with ``treated`` (the agent ever was) and ``period`` (anyone had access by then).

    Both refer to the day's study. For a day in no study every study counts; sessions in no study
    count only where there is no study at all.
    """
    access_day = local_day(sessions.access_began, sessions.utc_offset_s)
    dated = sessions.mutate(access_day=access_day)
    studied = dated.filter(dated.study.notnull())
    for name, part, by in (
        ("of_study", studied, ("agent", "study")),
        ("of_agent", studied, ("agent",)),
        ("of_all", dated, ("agent",)),
    ):
        rows = left_join(rows, part.group_by(*by).agg(**{name: part.ever_treated.max()}), by)
    began = studied.group_by("study").agg(study_began=studied.access_day.min())
    rows = left_join(rows, began, ("study",))
    rows = rows.cross_join(studied.agg(studies_began=studied.access_day.min()))
    rows = rows.cross_join(dated.agg(all_began=dated.access_day.min()))
    elsewhere = ibis.coalesce(rows.studies_began, rows.all_began)
    begun = ibis.ifelse(rows.study.notnull(), rows.study_began, elsewhere)
    treated = ibis.coalesce(rows.of_study, rows.of_agent, rows.of_all)
    return rows.mutate(
        treated=treated.fill_null(0), period=indicator((rows.day >= begun).fill_null(False))
    )
