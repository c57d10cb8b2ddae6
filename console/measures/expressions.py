"""Expressions that several measures use: units, indicators, conditional values, stable means."""

import ibis

from console.measures.schema import Relation, Value


def seconds(nanoseconds: Value) -> Value:
    """Nanoseconds as seconds."""
    return nanoseconds.cast("float64") / 1e9  # else Spark divides as decimals


def indicator(condition: Value) -> Value:
    """A yes or no as 1 or 0, so that its mean is a share; null stays null."""
    return condition.cast("int64")


def overlap(begin: Value, end: Value, first: Value, last: Value) -> Value:
    """How much the intervals from ``begin`` to ``end`` and from ``first`` to ``last`` share."""
    return ibis.greatest(ibis.least(end, last) - ibis.greatest(begin, first), 0)


def where(value: Value, condition: Value) -> Value:
    """The value in rows that meet the condition, null in the others.

    Aggregating this takes DuckDB three quarters of the time that a filtered aggregate takes.
    """
    return ibis.ifelse(condition, value, ibis.null(value.type()))


def first_place(facts: Relation, name: str, condition: Value) -> dict[str, Value]:
    """The place in the log of the first fact that meets the condition, and its time there."""
    return {
        f"{name}_seq": where(facts.seq, condition).min(),
        f"{name}_ns": where(facts.at_ns, condition).min(),
    }


def mean(value: Value) -> Value:
    """The mean of numbers, to the twelfth decimal, the same in whatever order they are added.

    Engines add in parallel, and floating-point sums depend on the order; decimal ones don't.
    """
    return value.cast("decimal(38, 12)").sum().cast("float64") / value.count()
